namespace AgentState.Benchmarks;

/// <summary>Prints the figures of tokens.</summary>
internal sealed class TokenReport(TextWriter output, bool markdown)
{
    private const string Absent = "-";

    public void Print(TokenFigures figures)
    {
        Table.Title(output, markdown, "Firestore emulator: tokens");
        var fresh = new Table("a fresh token", "us", "bytes", "calls", "billed reads", "goal", "verdict");
        var verdict = Goals.Verdict(Math.Round(figures.FromMemory.Bytes), Goals.TokenBytes);
        fresh.Add(["from memory (bytes)", .. Row(figures.FromMemory), $"{Goals.TokenBytes:0}", verdict]);
        fresh.Add(["from the store (calls)", .. Row(figures.FromStore), "1", Goals.Verdict(figures.FromStore.Calls, 1)]);
        fresh.Add(["from the store, encrypted", .. Row(figures.FromStoreEncrypted), Absent, Absent]);
        fresh.Print(output, markdown);

        var encryption = new Table("encryption of one token", "us", "bytes");
        encryption.Add("encrypt", $"{figures.Encryption.EncryptMicroseconds:0.0}", $"{figures.Encryption.EncryptBytes:0}");
        encryption.Add("decrypt", $"{figures.Encryption.DecryptMicroseconds:0.0}", $"{figures.Encryption.DecryptBytes:0}");
        encryption.Print(output, markdown);

        var expiry = new Table(
            $"{TokenExpiry.Callers} callers, expired grant",
            "service calls, most",
            "ms until the last has it",
            "billed reads",
            "billed writes",
            "goal",
            "verdict");
        foreach (var (registrations, calls, milliseconds, reads, writes) in figures.Expiries)
        {
            expiry.Add(
                registrations == 1 ? "in one registration" : $"in {registrations} registrations",
                $"{calls.Max()}",
                $"{milliseconds:0}",
                $"{reads:0}",
                $"{writes:0}",
                "1",
                Goals.Verdict(calls.Max(), 1));
        }

        expiry.Add($"(the service takes {OnceService.Takes.TotalMilliseconds:0} ms)", Absent, Absent, Absent, Absent, Absent, Absent);
        expiry.Print(output, markdown);
    }

    private static IEnumerable<string> Row(TokenReads reads) =>
        [$"{reads.Microseconds:0.000}", $"{reads.Bytes:0.0}", $"{reads.Calls:0.##}", $"{reads.Reads:0.##}"];
}
