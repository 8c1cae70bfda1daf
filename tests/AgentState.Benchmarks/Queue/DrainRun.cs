namespace AgentState.Benchmarks;

/// <summary>A queue that was emptied once.</summary>
/// <param name="Tasks">How many tasks there were.</param>
/// <param name="Elapsed">From the start of whoever emptied it, connections included, until the last completion was stored; of processes, from their handlers' first call until the last.</param>
/// <param name="Calls">Calls over the wire.</param>
/// <param name="Claims">Claims that were won.</param>
/// <param name="Lost">Claims that somebody else made first.</param>
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
