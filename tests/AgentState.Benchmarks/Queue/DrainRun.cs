namespace AgentState.Benchmarks;

/// <summary>The measurement of one drain of a queue.</summary>
/// <param name="Tasks">The number of tasks.</param>
/// <param name="Elapsed">
/// The time from the start of the host or client, with its connections, until the last completion is stored. For several processes, the
/// time from the first call of a handler until the last.
/// </param>
/// <param name="Calls">Calls over the wire.</param>
/// <param name="Claims">Won claims.</param>
/// <param name="Lost">Claims lost to another worker.</param>
/// <param name="Reads">Billed reads.</param>
/// <param name="Writes">Billed writes.</param>
internal sealed record DrainRun(int Tasks, TimeSpan Elapsed, long Calls, long Claims, long Lost, long Reads, long Writes)
{
    public double TasksPerSecond => Tasks / Elapsed.TotalSeconds;

    public double CallsPerTask => (double)Calls / Tasks;

    public double LostShare => Claims + Lost == 0 ? 0 : (double)Lost / (Claims + Lost);

    public double ReadsPerTask => (double)Reads / Tasks;

    public double WritesPerTask => (double)Writes / Tasks;
}
