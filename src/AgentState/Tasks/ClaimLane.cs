namespace AgentState;

/// <summary>
/// How one claimer keeps out of the others' way. As long as it wins, it takes tasks in their order. Where it loses, it looks further ahead and takes those of one lane
/// only, of as many as there seem to be claimers: which lane a task is in follows from its id, so that claimers in different lanes never meet. Thread-safe.
/// </summary>
/// <param name="random">Draws a lane among so many.</param>
internal sealed class ClaimLane(Func<int, int> random)
{
    private const int MaxLanes = 16;

    // What one answer may bring: more is read for others to take.
    private const int MaxWindow = 300;

    // A calm as long as this, and others seem to have gone.
    private const int CalmRounds = 8;

    private readonly Lock gate = new();
    private int lanes = 1;
    private int lane;
    private int calm;

    /// <summary>How many tasks to look at, so that enough of them are in our lane.</summary>
    public int Window(int wanted)
    {
        lock (gate)
        {
            return Math.Max(Math.Min(wanted * lanes, MaxWindow), wanted);
        }
    }

    /// <summary>Those to try now, in their order: of our lane; of any, where there is none in ours.</summary>
    public IReadOnlyList<TaskCandidate> Choose(IReadOnlyList<TaskCandidate> candidates, int wanted)
    {
        int count, mine;
        lock (gate)
        {
            (count, mine) = (lanes, lane);
        }

        if (count == 1)
        {
            return candidates.Count <= wanted ? candidates : [.. candidates.Take(wanted)];
        }

        var ours = candidates.Where(candidate => LaneOf(candidate.Task.Id, count) == mine).Take(wanted).ToList();
        return ours.Count > 0 ? ours : [.. candidates.Take(wanted)];
    }

    /// <summary>Learns how it went.</summary>
    public void Learn(int won, int lost)
    {
        lock (gate)
        {
            if (lost > 0 && lost * 8 > won + lost)
            {
                calm = 0;
                lanes = Math.Min(lanes * 2, MaxLanes);
                lane = random(lanes);
            }
            else if (lost == 0 && lanes > 1 && ++calm >= CalmRounds)
            {
                calm = 0;
                lanes /= 2;
                lane %= lanes;
            }
        }
    }

    // The same in every process and version.
    private static int LaneOf(string id, int count)
    {
        var hash = 2166136261u;
        foreach (var letter in id)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return (int)((hash >> 8) % (uint)count);
    }
}
