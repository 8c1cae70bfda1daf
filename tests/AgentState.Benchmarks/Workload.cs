namespace AgentState.Benchmarks;

/// <summary>The tasks of both sides, with the same payload and result.</summary>
internal static class Workload
{
    /// <summary>The number of tasks in the collection during a measurement.</summary>
    /// <remarks>The emulator searches the whole collection in a query, so a larger one would hide the differences.</remarks>
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

    /// <summary>Creates a task; the priorities rotate, so that the order of claims matters.</summary>
    public static NewTask Task(int number) => new()
    {
        Type = TaskType,
        CreatedBy = Creator,
        Priority = Priority(number),
        Payload = Payload,
    };

    public static int Priority(int number) => 1 + (number % 10);
}
