namespace AgentState.Internal.Testing;

/// <summary>The rules file that the emulator reads: a given file, or a temporary copy of the shipped rules.</summary>
internal sealed class EmulatorRules : IDisposable
{
    private readonly bool isTemporary;

    private EmulatorRules(string path, bool isTemporary)
    {
        Path = path;
        this.isTemporary = isTemporary;
    }

    public string Path { get; }

    /// <summary>The text of the rules that ship with AgentState.</summary>
    public static string Shipped
    {
        get
        {
            using var reader = new StreamReader(typeof(EmulatorRules).Assembly.GetManifestResourceStream("firestore.rules")!);
            return reader.ReadToEnd();
        }
    }

    public static EmulatorRules FromFileOrShipped(string? file)
    {
        if (file is not null)
        {
            return File.Exists(file)
                ? new EmulatorRules(System.IO.Path.GetFullPath(file), isTemporary: false)
                : throw new FileNotFoundException($"The rules file '{file}' does not exist.", file);
        }

        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"agentstate-{Guid.NewGuid():N}.rules");
        File.WriteAllText(path, Shipped);
        return new EmulatorRules(path, isTemporary: true);
    }

    public void Dispose()
    {
        if (isTemporary)
        {
            File.Delete(Path);
        }
    }
}
