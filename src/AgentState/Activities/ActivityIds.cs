using System.Globalization;
using AgentState.Internal.Documents;

namespace AgentState.Internal.Activities;

/// <summary>Generates the ids of the entries of one process.</summary>
/// <remarks>
/// An id starts with a prefix that is random for each process, so ids are unique. It ends with an increasing number, so entries with the
/// same time keep the order in which they were written.
/// </remarks>
internal sealed class ActivityIds
{
    private readonly string prefix = DocumentIds.New();
    private long last;

    /// <summary>The last number that was generated.</summary>
    public long Last => Interlocked.Read(ref last);

    public long Next() => Interlocked.Increment(ref last);

    public string Of(long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D12}");
}
