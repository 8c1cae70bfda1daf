using AgentState;

namespace QuickStart;

/// <summary>A file that is not a valid payload, with the reason.</summary>
internal sealed record BadFile(string FileName, string Reason);

/// <summary>The files of a folder, ordered by name.</summary>
internal sealed record PayloadFiles(IReadOnlyList<PayloadFile> Good, IReadOnlyList<BadFile> Bad)
{
    public static PayloadFiles Read(string folder)
    {
        var good = new List<PayloadFile>();
        var bad = new List<BadFile>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            try
            {
                good.Add(PayloadFile.Read(path));
            }
            catch (Exception error) when (
                error is ArgumentException or FormatException or AgentStateException or IOException or UnauthorizedAccessException)
            {
                bad.Add(new BadFile(Path.GetFileName(path), error.Message));
            }
        }

        return new PayloadFiles(good, bad);
    }
}
