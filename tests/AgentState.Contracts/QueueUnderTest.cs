using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>
/// One process's services over an engine, with faults and the index check between the retries and the meter.
/// Several over one engine are several processes.
/// </summary>
internal sealed class QueueUnderTest
{
    // Counters are stored when a test says so, unless it sets an interval of its own.
    private static readonly TimeSpan NeverByItself = TimeSpan.FromDays(1);

    private QueueUnderTest(IDocumentStore engine, RetryOptions retry, TaskOptions options, TimeProvider time, AgentOptions agents, ActivityOptions? activity, ILogger<ActivityPump>? log, ILogger? taskLog, ILoggerFactory loggers)
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
        Counters = new AgentCounters(Stack, agents, NullLogger<AgentCounters>.Instance);
        Stats = new TaskStats(Counters, options.StatsCounting, engine.Root);
        activity ??= new ActivityOptions();
        Form = new ActivityForm(engine.Root, activity, Stack.Clock);
        Ends = new TaskEnds(Stack, options, Stats, Form.Redactor);
        Listeners = new SharedListeners(Stack.Documents);
        Heartbeats = new Heartbeats(Stack, NullLogger.Instance);
        var wantedStates = new WantedStates(engine.Root, agents, time);
        Agents = new AgentRegistry(Stack, Listeners, Counters, Heartbeats, wantedStates, Form, agents, loggers.CreateLogger<AgentRegistry>());
        Users = new UserStore(Stack, Listeners, NullLogger<UserStore>.Instance);
        Pump = new ActivityPump(Stack, Form, activity, log ?? NullLogger<ActivityPump>.Instance);
        Activity = new ActivityLog(Stack, Listeners, Form, Pump, loggers.CreateLogger<ActivityLog>());
        var taskTypes = new TaskTypes(Stack, options);
        Claims = new TaskClaims(
            Stack,
            options,
            Ends,
            new ClaimGate(Stack, wantedStates, taskTypes),
            taskLog ?? NullLogger.Instance,
            engine is SabotagedDocumentStore { Sabotage: Sabotage.OneClaimToken } ? agent => ClaimTokens.For(agent, "the-same-for-all") : ClaimTokens.New);
        Queue = new TaskQueue(Stack, options, Ends, Listeners, taskTypes, Claims, loggers.CreateLogger<TaskQueue>());
    }

    public ITaskQueue Queue { get; }

    public TaskClaims Claims { get; }

    public IAgentRegistry Agents { get; }

    public IUserStore Users { get; }

    public IActivityLog Activity { get; }

    public ActivityForm Form { get; }

    public ActivityPump Pump { get; }

    public AgentCounters Counters { get; }

    public SharedListeners Listeners { get; }

    public Heartbeats Heartbeats { get; }

    public TaskStats Stats { get; }

    public TaskEnds Ends { get; }

    public FaultyDocumentStore Faults { get; }

    public DocumentStack Stack { get; }

    /// <summary>The database itself: for writes in another program's form, and reads of what is really stored.</summary>
    public IDocumentStore Engine { get; }

    public static QueueUnderTest Over(IDocumentStore engine, TaskOptions? options = null, TimeProvider? time = null, int attempts = 4, TimeSpan? flushInterval = null, AgentOptions? agents = null, ActivityOptions? activity = null, ILogger<ActivityPump>? log = null, ILogger? taskLog = null, ILoggerFactory? loggers = null) => new(
        engine,
        new RetryOptions { MaxAttempts = attempts, Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(5) },
        options ?? new TaskOptions { PauseMaxAge = Timeout.InfiniteTimeSpan },
        time ?? TimeProvider.System,
        agents ?? new AgentOptions { FlushInterval = flushInterval ?? NeverByItself, WantedStateMaxAge = Timeout.InfiniteTimeSpan },
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

    /// <summary>The document as it is stored, read past the library.</summary>
    public async Task<Document> StoredAsync(string taskId, CancellationToken cancellationToken)
    {
        var snapshots = await Engine.GetAsync([NameOf(taskId)], cancellationToken);
        return snapshots[0].Document.Should().NotBeNull().And.BeOfType<Document>().Subject;
    }

    /// <summary>All tasks of the database, read past the library.</summary>
    public async Task<IReadOnlyList<Document>> AllStoredAsync(CancellationToken cancellationToken) =>
        (await Engine.QueryAsync(Engine.Root.Parent, new DocumentQuery("tasks").Build(), cancellationToken)).Documents;

    /// <summary>Writes past the library, as another program would.</summary>
    public async Task WriteRawAsync(Write write, CancellationToken cancellationToken) =>
        (await Engine.CommitDirectlyAsync([write], cancellationToken)).Kind.Should().Be(OutcomeKind.Applied);

    /// <summary>Writes some fields of a task past the library; a field without a value is taken away.</summary>
    public Task PatchRawAsync(string taskId, IReadOnlyDictionary<string, Value?> fields, CancellationToken cancellationToken) =>
        WriteRawAsync(
            Writes.Patch(
                NameOf(taskId),
                fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Key, field.Value!)),
                fields.Keys.Select(field => FieldPath.Of(field))),
            cancellationToken);

    /// <summary>
    /// Forges what becomes of a task whose lease ran out and whose back-off is over: pending again, its token gone, its attempt counted.
    /// </summary>
    public Task ExpireLeaseAsync(string taskId, CancellationToken cancellationToken) => PatchRawAsync(
        taskId,
        new Dictionary<string, Value?> { ["status"] = Values.Of("pending"), ["claimToken"] = null, ["leaseExpiresAt"] = null },
        cancellationToken);

    /// <summary>A moment that has passed for every database.</summary>
    public static DateTimeOffset LongAgo { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Lets time pass for one task: its lease has run out.</summary>
    public Task RunOutAsync(string taskId, CancellationToken cancellationToken) =>
        PatchRawAsync(taskId, new Dictionary<string, Value?> { ["leaseExpiresAt"] = Values.Of(LongAgo) }, cancellationToken);

    /// <summary>Lets time pass for one claimed task: its lease has run out, and its back-off is over. It is pending again.</summary>
    public async Task LoseLeaseAsync(string taskId, CancellationToken cancellationToken)
    {
        await RunOutAsync(taskId, cancellationToken);
        await Queue.SweepAsync(cancellationToken);
        await MakeDueAsync(taskId, cancellationToken);
        await Queue.SweepAsync(cancellationToken);
    }

    /// <summary>Lets time pass for one task: what it waits for has come.</summary>
    public Task MakeDueAsync(string taskId, CancellationToken cancellationToken) =>
        PatchRawAsync(taskId, new Dictionary<string, Value?> { ["runAt"] = Values.Of(LongAgo) }, cancellationToken);

    /// <summary>Puts a task back as a program does that knows only the plan's fields: it leaves the token and the lease of whoever held it.</summary>
    public Task PutBackAsForeignerAsync(string taskId, CancellationToken cancellationToken) => PatchRawAsync(
        taskId, new Dictionary<string, Value?> { ["status"] = Values.Of("pending") }, cancellationToken);

    /// <summary>Fills a task's document until not a byte is left, as another client may: there is no room for what a claim adds.</summary>
    public async Task FillAsync(string taskId, CancellationToken cancellationToken)
    {
        var stored = await StoredAsync(taskId, cancellationToken);
        var room = ValueRules.MaxDocumentBytes - (int)DocumentSize.OfDocument(stored.Name, stored.Fields) - "filler".Length - 2;
        await PatchRawAsync(taskId, new Dictionary<string, Value?> { ["filler"] = Values.Of(new string('x', room)) }, cancellationToken);
    }

    /// <summary>Claims as a program does that knows only the plan's fields.</summary>
    public Task ClaimAsForeignerAsync(string taskId, string agentId, CancellationToken cancellationToken) => PatchRawAsync(
        taskId,
        new Dictionary<string, Value?> { ["status"] = Values.Of("processing"), ["assignedTo"] = Values.Of(agentId) },
        cancellationToken);
}
