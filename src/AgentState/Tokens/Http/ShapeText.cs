using System.Security.Cryptography;
using System.Text;

namespace AgentState;

/// <summary>Writes what shapes a token as a stable text: the order in which it was configured does not matter. Pure.</summary>
internal static class ShapeText
{
    // It is stored beside each token: a long list of repositories is told by its hash.
    private const int MaxLength = 500;

    public static string Of(params ReadOnlySpan<(string Name, IEnumerable<string> Values)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, values) in parts)
        {
            // Escaped, so that no value can pass for a separator.
            var words = values.Select(Uri.EscapeDataString).Order(StringComparer.Ordinal).ToList();
            if (words.Count > 0)
            {
                text.Append(text.Length > 0 ? ";" : "").Append(name).Append('=').AppendJoin(',', words);
            }
        }

        return text.Length <= MaxLength ? text.ToString() : $"sha256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }
}
