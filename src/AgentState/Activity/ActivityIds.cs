using System.Globalization;

namespace AgentState;

/// <summary>
/// The ids of the entries of one process: they begin at random, so that no two processes make the same, and end in a number that grows, so that entries of one time
/// are in the order in which they were written.
/// </summary>
internal sealed class ActivityIds
{
    private readonly string prefix = DocumentIds.New();
    private long last;

    /// <summary>The number that was given last.</summary>
    public long Last => Interlocked.Read(ref last);

    public long Next() => Interlocked.Increment(ref last);

    public string Of(long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D12}");
}
