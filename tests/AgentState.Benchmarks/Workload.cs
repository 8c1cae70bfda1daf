namespace AgentState.Benchmarks;

/// <summary>What every side works on: the same tasks, with the same payload and result.</summary>
internal static class Workload
{
    /// <summary>
    /// The tasks in the collection while an operation is measured. The emulator looks at the whole collection in a query, so that in a
    /// larger one its work would hide ours.
    /// </summary>
    public const int TasksPerRound = 100;

    public const string TaskType = AgentTaskTypes.GitHub;
    public const string Creator = "planner-agent";
    public const string Worker = "github-agent";

    public static StateMap Payload { get; } = StateMap.FromDictionary(new Dictionary<string, object?>
    {
        ["action"] = "review",
        ["repository"] = "octo/garden",
        ["pullRequest"] = 42L,
        ["confidence"] = 0.85,
        ["labels"] = new List<object?> { "bug", "needs-triage" },
        ["checks"] = new Dictionary<string, object?> { ["tests"] = true, ["coverage"] = 91.0 },
    });

    public static StateMap Result { get; } = StateMap.FromDictionary(new Dictionary<string, object?>
    {
        ["summary"] = "Two remarks, one of them about a missing test.",
        ["comments"] = 2L,
    });

    /// <summary>Priorities in turn, so that a claim's order means something.</summary>
    public static NewTask Task(int number) => new()
    {
        Type = TaskType,
        CreatedBy = Creator,
        Priority = Priority(number),
        Payload = Payload,
    };

    public static int Priority(int number) => 1 + (number % 10);
}
