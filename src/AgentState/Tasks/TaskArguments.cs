using System.Diagnostics;
using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Tasks;

/// <summary>Validates the arguments of the task queue before any call is sent.</summary>
internal static class TaskArguments
{
    private const int MinPriority = 1;
    private const int MaxPriority = 10;

    // The number of writes that Firestore accepts in one batch write.
    private const int MaxClaims = 500;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(365);

    public static void Check(NewTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Arguments.CheckName(task.Type);
        Arguments.CheckId(task.CreatedBy);
        Arguments.CheckPresent(task.Payload);
        ValueGuard.Check(Values.Of(task.Payload), TaskFields.Payload, "task.Payload");
        if (task.Priority is < MinPriority or > MaxPriority)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.Priority, $"Priority must be from {MinPriority} to {MaxPriority}.");
        }

        if (task.MaxAttempts < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.MaxAttempts, "MaxAttempts must be at least 1.");
        }

        CheckOrigin(task);
        CheckDelay(task);
        if (task.IdempotencyKey is not null)
        {
            Arguments.CheckName(task.IdempotencyKey);
        }
    }

    /// <summary>Validates a concurrency limit.</summary>
    /// <remarks>Zero is refused, because <see cref="ITaskAdministration.PauseAsync"/> exists for that.</remarks>
    public static void CheckLimit(int? limit)
    {
        if (limit is < 1 or > TaskLimits.MaxSlots)
        {
            throw new ArgumentOutOfRangeException(
                nameof(limit), limit, $"A concurrency limit must be from 1 to {TaskLimits.MaxSlots}, or null for no limit.");
        }
    }

    /// <summary>Validates the types of a claim: at least one, and each a valid type.</summary>
    public static void CheckTypes(IReadOnlyList<string> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        if (types.Count == 0)
        {
            throw new ArgumentException("The list of types is empty. Pass at least one type.", nameof(types));
        }

        foreach (var type in types)
        {
            Arguments.CheckName(type, nameof(types));
        }
    }

    /// <summary>Validates a deadline: zero to 365 days.</summary>
    public static void CheckDeadline(TimeSpan? deadline)
    {
        if (deadline < TimeSpan.Zero || deadline > LongestWait)
        {
            throw new ArgumentOutOfRangeException(nameof(deadline), deadline, $"A deadline must be from zero to {LongestWait}.");
        }
    }

    public static void Check(TaskClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Arguments.CheckId(claim.TaskId);
        Arguments.CheckId(claim.AgentId);
        Arguments.CheckName(claim.Token);
    }

    /// <summary>Validates a usage entry: the name must be a valid map key, and the amount finite and not negative.</summary>
    /// <param name="name">The name.</param>
    /// <param name="amount">The amount.</param>
    /// <param name="argument">The caller's argument that contains both; null = the caller has one argument for each.</param>
    public static void CheckUsage(string name, double amount, string? argument = null)
    {
        Arguments.CheckName(name, argument ?? nameof(name));
        ValueGuard.Check(Values.Map((name, Values.Null)), TaskFields.Usage, argument ?? nameof(name));
        if (!double.IsFinite(amount) || amount < 0)
        {
            throw new ArgumentOutOfRangeException(
                argument ?? nameof(amount), amount, "A usage amount must be finite and not negative.");
        }
    }

    public static void CheckCount(int count)
    {
        if (count is < 1 or > MaxClaims)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The number of tasks to claim must be from 1 to {MaxClaims}.");
        }
    }

    public static void Check(IReadOnlyList<TaskCompletion> completions) => CheckEach(completions, nameof(completions), completion =>
    {
        Check(completion.Claim);
        if (completion.Result is { } result)
        {
            ValueGuard.Check(Values.Of(result), TaskFields.Result, nameof(completions));
        }
    });

    public static void Check(IReadOnlyList<FailedTask> failings) => CheckEach(failings, nameof(failings), failing =>
    {
        Check(failing.Claim);
        Arguments.CheckPresent(failing.Failure);
    });

    private static void CheckEach<T>(IReadOnlyList<T> items, string argument, Action<T> check)
        where T : class
    {
        Arguments.CheckPresent(items, argument);
        for (var i = 0; i < items.Count; i++)
        {
            try
            {
                Arguments.CheckPresent(items[i], argument);
                check(items[i]);
            }
            catch (ArgumentException error)
            {
                throw new ArgumentException($"Item {i} of the list is not valid. {error.Message}", argument, error);
            }
        }
    }

    /// <summary>Validates a result: it must not exceed the size limit of a whole document.</summary>
    public static void CheckResult(StateMap? result)
    {
        if (result is not null)
        {
            CheckMap(result, TaskFields.Result, ValueRules.MaxDocumentBytes, nameof(result));
        }
    }

    /// <summary>Validates progress, a checkpoint or a reply: its document must keep room for the completion.</summary>
    public static void CheckContent(StateMap? map, string field, [CallerArgumentExpression(nameof(map))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(map, argument);
        CheckMap(map, field, ValueRules.MaxDocumentBytes - TaskLimits.Reserve, argument);
    }

    private static void CheckMap(StateMap map, string field, int limit, string argument)
    {
        ValueGuard.Check(Values.Of(map), field, argument);
        if (DocumentSize.OfFields(map.Fields.Fields) is var size && size > limit)
        {
            throw new StateLimitException(
                $"The {field} has {size} bytes; the limit is {limit} bytes. " +
                "Store large content elsewhere and a reference to it in the task.")
            {
                Path = field,
                Size = size,
                Limit = limit,
            };
        }
    }

    private static void CheckOrigin(NewTask task)
    {
        if (task.UserId is not null)
        {
            Arguments.CheckId(task.UserId);
            Arguments.CheckName(task.UserId);
        }

        if (task.ParentId is not null)
        {
            Arguments.CheckId(task.ParentId);
        }

        if (task.TraceParent is not null && !ActivityContext.TryParse(task.TraceParent, traceState: null, out _))
        {
            throw new ArgumentException("TraceParent is not a valid traceparent value of W3C Trace Context.", nameof(task));
        }
    }

    private static void CheckDelay(NewTask task)
    {
        if (task.Delay < TimeSpan.Zero || task.Delay > LongestWait)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.Delay, $"Delay must be from zero to {LongestWait}.");
        }

        if (task is { RunAt: not null, Delay: not null })
        {
            throw new ArgumentException("RunAt and Delay are both set. Set at most one of them.", nameof(task));
        }
    }
}
