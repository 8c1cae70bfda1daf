namespace AgentState.Internal.Testing;

/// <summary>The last lines that the emulator printed, which contain the reason if it exits during startup.</summary>
internal sealed class EmulatorOutput
{
    private const int KeptLines = 40;
    private readonly Queue<string> lines = new();
    private readonly Lock gate = new();

    public void Add(string? line)
    {
        // Null marks the end of the stream.
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.Dequeue();
            }
        }
    }

    public override string ToString()
    {
        lock (gate)
        {
            return string.Join('\n', lines);
        }
    }
}
