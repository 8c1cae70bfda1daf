using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>
/// The services of one process over an engine, with fault injection and the index check between the retries and the meter. Several
/// instances over one engine act as several processes.
/// </summary>
internal sealed class QueueUnderTest
{
    // Counters are stored only when a test flushes them, unless it sets an interval.
    private static readonly TimeSpan NeverByItself = TimeSpan.FromDays(1);

    private QueueUnderTest(
        IDocumentStore engine,
        RetryOptions retry,
        TaskOptions options,
        TimeProvider time,
        AgentOptions agents,
        ActivityOptions? activity,
        ILogger<ActivityPump>? log,
        ILogger? taskLog,
        ILoggerFactory loggers)
    {
        Engine = engine;
        FaultyDocumentStore? faults = null;
        Stack = new DocumentStack(
            engine,
            retry,
            time,
            NullLogger.Instance,
            metered => faults = new FaultyDocumentStore(new IndexCheckingDocumentStore(metered)));
        Faults = faults!;
        Counters = new CounterStore(Stack, agents, NullLogger<CounterStore>.Instance);
        Stats = new TaskStats(Counters, options.StatsCounting, engine.Root);
        activity ??= new ActivityOptions();
        Form = new ActivityForm(engine.Root, activity, Stack.Clock);
        Ends = new CompletionFactory(Stack, options, Stats, Form.Redactor);
        Listeners = new ListenerHub(Stack.Documents);
        Heartbeats = new Heartbeats(Stack, NullLogger.Instance);
        var desiredStates = new DesiredStates(engine.Root, agents, time);
        var agentLog = loggers.CreateLogger<AgentRegistry>();
        Agents = new AgentRegistry(
            Stack,
            new AgentReader(Stack, Listeners, agents, agentLog),
            new InstanceStarter(Stack, agents, Heartbeats),
            new AgentSweeper(Stack, Form, agents, agentLog),
            Counters,
            desiredStates,
            Form);
        Users = new UserStore(Stack, Listeners);
        Pump = new ActivityPump(Stack, Form, activity, log ?? NullLogger<ActivityPump>.Instance);
        Activity = new ActivityLog(Stack, Listeners, Form, Pump, loggers.CreateLogger<ActivityLog>());
        var taskTypes = new TaskTypes(Stack, options);
        Claims = new ClaimServices(
            Stack,
            options,
            Ends,
            new ClaimPolicy(Stack, desiredStates, taskTypes),
            taskLog ?? NullLogger.Instance,
            engine is SabotagedDocumentStore { Sabotage: Sabotage.OneClaimToken }
                ? agent => ClaimTokens.For(agent, "the-same-for-all")
                : ClaimTokens.New);
        var steps = new ClaimSteps(Stack, options);
        Queue = new TaskQueue(
            Stack,
            Listeners,
            new TaskEnqueuer(Stack, taskTypes, new TaskListWriter(Stack), options),
            Claims,
            new ClaimActions(Ends, steps),
            new ManyCompletions(Ends, Claims.Batch));
        Sweeper = new TaskSweeper(Stack, options, Stats, taskTypes, loggers.CreateLogger<TaskSweeper>());
        Administration = new TaskAdministration(Stack, options, taskTypes, Sweeper, new CancelNotices());
    }

    public ITaskQueue Queue { get; }

    public ITaskAdministration Administration { get; }

    public TaskSweeper Sweeper { get; }

    public ClaimServices Claims { get; }

    public IAgentRegistry Agents { get; }

    public IUserStore Users { get; }

    public IActivityLog Activity { get; }

    public ActivityForm Form { get; }

    public ActivityPump Pump { get; }

    public CounterStore Counters { get; }

    public ListenerHub Listeners { get; }

    public Heartbeats Heartbeats { get; }

    public TaskStats Stats { get; }

    public CompletionFactory Ends { get; }

    public FaultyDocumentStore Faults { get; }

    public DocumentStack Stack { get; }

    /// <summary>The engine itself, for writes in the form of other clients and for reads of the stored documents.</summary>
    public IDocumentStore Engine { get; }

    public static QueueUnderTest Over(
        IDocumentStore engine,
        TaskOptions? options = null,
        TimeProvider? time = null,
        int attempts = 4,
        TimeSpan? flushInterval = null,
        AgentOptions? agents = null,
        ActivityOptions? activity = null,
        ILogger<ActivityPump>? log = null,
        ILogger? taskLog = null,
        ILoggerFactory? loggers = null) => new(
        engine,
        new RetryOptions { MaxAttempts = attempts, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        options ?? new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan },
        time ?? TimeProvider.System,
        agents ?? new AgentOptions { FlushInterval = flushInterval ?? NeverByItself, DesiredStateMaxAge = Timeout.InfiniteTimeSpan },
        activity,
        log,
        taskLog,
        loggers ?? NullLoggerFactory.Instance);

    public static NewTask NewTask(string type = "github", int priority = 5, StateMap? payload = null) => new()
    {
        Type = type,
        CreatedBy = "telegram-agent",
        Priority = priority,
        Payload = payload ?? StateMap.FromDictionary(new Dictionary<string, object?> { ["repository"] = "octo/hello", ["issue"] = 7L }),
    };

    public StateBatch CreateBatch() => new(Stack, Ends, Form);

    public string NameOf(string taskId) => Engine.Root.Document("tasks", taskId);

    /// <summary>Reads the stored document of a task, bypassing the library.</summary>
    public async Task<Document> StoredAsync(string taskId, CancellationToken cancellationToken)
    {
        var snapshots = await Engine.GetAsync([NameOf(taskId)], cancellationToken);
        return snapshots[0].Document.Should().NotBeNull().And.BeOfType<Document>().Subject;
    }

    /// <summary>Reads all stored tasks, bypassing the library.</summary>
    public async Task<IReadOnlyList<Document>> AllStoredAsync(CancellationToken cancellationToken) =>
        (await Engine.QueryAsync(Engine.Root.Parent, new DocumentQuery("tasks").Build(), cancellationToken)).Documents;

    /// <summary>Writes like another client, bypassing the library.</summary>
    public async Task WriteRawAsync(Write write, CancellationToken cancellationToken) =>
        (await Engine.CommitDirectlyAsync([write], cancellationToken)).Kind.Should().Be(OutcomeKind.Applied);

    /// <summary>Writes some fields of a task, bypassing the library; null removes a field.</summary>
    public Task PatchRawAsync(string taskId, IReadOnlyDictionary<string, Value?> fields, CancellationToken cancellationToken) =>
        WriteRawAsync(
            Writes.Patch(
                NameOf(taskId),
                fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Key, field.Value!)),
                fields.Keys.Select(field => FieldPath.Of(field))),
            cancellationToken);

    /// <summary>
    /// Sets a task to the state after an expired lease and back-off: pending, without a claim token, with its attempt counted.
    /// </summary>
    public Task ExpireLeaseAsync(string taskId, CancellationToken cancellationToken) => PatchRawAsync(
        taskId,
        new Dictionary<string, Value?> { ["status"] = Values.Of("pending"), ["claimToken"] = null, ["leaseExpiresAt"] = null },
        cancellationToken);

    /// <summary>A time in the past of every database.</summary>
    public static DateTimeOffset LongAgo { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Expires the lease of one task.</summary>
    public Task RunOutAsync(string taskId, CancellationToken cancellationToken) =>
        PatchRawAsync(taskId, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Of(LongAgo) }, cancellationToken);

    /// <summary>Expires the lease and the back-off of one claimed task, so that it is pending again.</summary>
    public async Task LoseLeaseAsync(string taskId, CancellationToken cancellationToken)
    {
        await RunOutAsync(taskId, cancellationToken);
        await Administration.SweepAsync(cancellationToken);
        await MakeDueAsync(taskId, cancellationToken);
        await Administration.SweepAsync(cancellationToken);
    }

    /// <summary>Makes one scheduled task due.</summary>
    public Task MakeDueAsync(string taskId, CancellationToken cancellationToken) =>
        PatchRawAsync(taskId, new Dictionary<string, Value?> { ["runAt"] = Values.Of(LongAgo) }, cancellationToken);

    /// <summary>Requeues a task like another client that uses only the shared fields: the old claim token and lease remain.</summary>
    public Task PutBackAsForeignerAsync(string taskId, CancellationToken cancellationToken) => PatchRawAsync(
        taskId, new Dictionary<string, Value?> { ["status"] = Values.Of("pending") }, cancellationToken);

    /// <summary>Fills a task's document to the size limit, so that the fields of a claim no longer fit.</summary>
    public async Task FillAsync(string taskId, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(taskId, cancellationToken);
        var room = ValueRules.MaxDocumentBytes - (int)DocumentSize.OfDocument(stored.Name, stored.Fields) - "filler".Length - 2;
        await PatchRawAsync(taskId, new Dictionary<string, Value?> { ["filler"] = Values.Of(new string('x', room)) }, cancellationToken);
    }

    /// <summary>Claims a task like another client that uses only the shared fields.</summary>
    public Task ClaimAsForeignerAsync(string taskId, string agentId, CancellationToken cancellationToken) => PatchRawAsync(
        taskId,
        new Dictionary<string, Value?> { ["status"] = Values.Of("processing"), ["assignedTo"] = Values.Of(agentId) },
        cancellationToken);
}
