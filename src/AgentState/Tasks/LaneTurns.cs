namespace AgentState;

/// <summary>
/// When a claimer looks at its own lanes, as long as there is more in them, and when it glances at the front of all, where urgent tasks
/// stand, those of others that nobody takes, and those that are in no lane. Not thread-safe.
/// </summary>
/// <param name="time">Monotonic time.</param>
internal sealed class LaneTurns(TimeProvider time)
{
    /// <summary>How many of all tasks a glance shows.</summary>
    public const int Glance = 32;

    // Who stands there, and is in no lane of mine or in none at all, waits so long at the most, until it is seen.
    private static readonly TimeSpan GlanceInterval = TimeSpan.FromSeconds(1);

    // Looking by lanes needs an index of its own, which may be on its way.
    private static readonly TimeSpan LongestWithoutIndex = TimeSpan.FromMinutes(1);

    private long? emptiedAt;
    private long? glancedAt;
    private bool isMixed;
    private long? withoutIndexSince;

    /// <summary>Whether there is more in them than was seen, as far as is known.</summary>
    public bool AreRich { get; private set; }

    private bool AreOfUse => !isMixed && (withoutIndexSince is null || IsOver(withoutIndexSince, LongestWithoutIndex));

    /// <summary>Begins with other lanes.</summary>
    public void Begin() => (AreRich, emptiedAt, glancedAt) = (false, null, null);

    /// <summary>Looks at no lanes for a while: their index is missing.</summary>
    public void DoWithoutIndex() => (withoutIndexSince, AreRich) = (time.GetTimestamp(), false);

    /// <summary>Where to look now: at the claimer's lanes, or at the front of all. Null = at all tasks: lanes are of no use.</summary>
    public ClaimLook? Next(int wanted, ClaimShare share) => !AreOfUse ? null
        : !AreRich || IsOver(glancedAt, GlanceInterval) ? new ClaimLook(Glance)
        : new ClaimLook(wanted, Share: share);

    /// <summary>Learns whether there may be more in the lanes than a look at them has shown.</summary>
    public void LearnOfLanes(bool mayBeMore)
    {
        AreRich = mayBeMore;
        emptiedAt = mayBeMore ? null : time.GetTimestamp();
    }

    /// <summary>Learns what a look at the front, or at all, has shown.</summary>
    /// <param name="found">As they were found.</param>
    /// <param name="mayBeMore">Whether there may be more behind them.</param>
    /// <param name="someAreOurs">Whether some of them are the claimer's.</param>
    public void LearnOfAll(IReadOnlyList<TaskCandidate> found, bool mayBeMore, bool someAreOurs)
    {
        glancedAt = time.GetTimestamp();

        // Tasks of programs that know of no lanes are seen only where all are looked at.
        isMixed = found.Any(candidate => !candidate.Document.Fields.ContainsKey(TaskFields.Lane));
        AreRich = mayBeMore && AreOfUse && (AreRich || someAreOurs || IsOver(emptiedAt, GlanceInterval));
    }

    private bool IsOver(long? since, TimeSpan duration) => since is not { } then || time.GetElapsedTime(then) >= duration;
}
