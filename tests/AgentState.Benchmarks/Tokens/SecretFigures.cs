using System.Diagnostics;

namespace AgentState.Benchmarks;

/// <summary>The cost of encrypting and decrypting a token of usual length with local keys.</summary>
/// <param name="EncryptMicroseconds">Time to encrypt one token; the median of the runs.</param>
/// <param name="EncryptBytes">Bytes allocated to encrypt one token.</param>
/// <param name="DecryptMicroseconds">Time to decrypt one token; the median of the runs.</param>
/// <param name="DecryptBytes">Bytes allocated to decrypt one token.</param>
internal sealed record SecretFigures(double EncryptMicroseconds, double EncryptBytes, double DecryptMicroseconds, double DecryptBytes)
{
    private const int Length = 40;
    private const int Factor = 100;

    public static SecretFigures Take(int pairs, int operations)
    {
        var keys = new LocalKeyRing(new Dictionary<string, byte[]> { ["one"] = new byte[32] }, "one");
        var secrets = new EncryptedSecrets("benchmarks", allowPlaintext: false, keys);
        var secret = new SecretString(new string('t', Length));
        var text = secrets.Write("github", "accessToken", secret);
        var encrypt = Measure(() => secrets.Write("github", "accessToken", secret), pairs, operations * Factor);
        var decrypt = Measure(() => secrets.Read("github", "accessToken", text), pairs, operations * Factor);
        return new SecretFigures(encrypt.Microseconds, encrypt.Bytes, decrypt.Microseconds, decrypt.Bytes);
    }

    private static (double Microseconds, double Bytes) Measure(Func<object> operation, int pairs, int operations)
    {
        var (times, bytes) = (new List<double>(), new List<double>());

        // The first run is a warm-up.
        for (var run = 0; run <= pairs; run++)
        {
            var (allocatedBefore, started) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < operations; i++)
            {
                operation();
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / operations);
            bytes.Add((double)(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore) / operations);
        }

        return (Spread.Of(times.Skip(1)).Median, Spread.Of(bytes.Skip(1)).Median);
    }
}
