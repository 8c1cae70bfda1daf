using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>Refuses what cannot be a task before anything is sent.</summary>
internal static class TaskArguments
{
    private const int MinPriority = 1;
    private const int MaxPriority = 10;

    // What one call may write.
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
            throw new ArgumentOutOfRangeException(nameof(task), task.Priority, $"Priority must be {MinPriority} to {MaxPriority}.");
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

    /// <summary>A limit of none is a pause, and has a method of its own.</summary>
    public static void CheckLimit(int? limit)
    {
        if (limit is < 1 or > TaskSlots.Most)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"A limit is 1 to {TaskSlots.Most}, or null for none.");
        }
    }

    /// <summary>Types to claim of: at least one, each of which can be one.</summary>
    public static void CheckTypes(IReadOnlyList<string> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        if (types.Count == 0)
        {
            throw new ArgumentException("Name at least one type.", nameof(types));
        }

        foreach (var type in types)
        {
            Arguments.CheckName(type, nameof(types));
        }
    }

    /// <summary>How long a deadline may be: not negative, so that it is one, and such that there is a date at its end.</summary>
    public static void CheckDeadline(TimeSpan? deadline)
    {
        if (deadline < TimeSpan.Zero || deadline > LongestWait)
        {
            throw new ArgumentOutOfRangeException(nameof(deadline), deadline, $"A deadline is zero up to {LongestWait}.");
        }
    }

    public static void Check(TaskClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        Arguments.CheckId(claim.TaskId);
        Arguments.CheckId(claim.AgentId);
        Arguments.CheckName(claim.Token);
    }

    /// <summary>A name becomes a field of a map; amounts only grow.</summary>
    public static void CheckUsage(string name, double amount)
    {
        Arguments.CheckName(name);
        ValueGuard.Check(Values.Map((name, Values.Null)), TaskFields.Usage, nameof(name));
        if (!double.IsFinite(amount) || amount < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "What was used up is a finite amount, and not negative.");
        }
    }

    public static void CheckCount(int count)
    {
        if (count is < 1 or > MaxClaims)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"1 to {MaxClaims} tasks can be claimed at once.");
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

    public static void Check(IReadOnlyList<TaskFailing> failings) => CheckEach(failings, nameof(failings), failing =>
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
                throw new ArgumentException($"Item {i} of the list: {error.Message}", argument, error);
            }
        }
    }

    /// <summary>A result that would fill a document by itself fits in none.</summary>
    public static void CheckResult(StateMap? result)
    {
        if (result is not null)
        {
            CheckMap(result, TaskFields.Result, ValueRules.MaxDocumentBytes, nameof(result));
        }
    }

    /// <summary>What would fill a task's document by itself, without room for its end, fits in none.</summary>
    public static void CheckContent(StateMap? map, string field, [CallerArgumentExpression(nameof(map))] string argument = "")
    {
        ArgumentNullException.ThrowIfNull(map, argument);
        CheckMap(map, field, ValueRules.MaxDocumentBytes - TaskDocument.Reserve, argument);
    }

    private static void CheckMap(StateMap map, string field, int limit, string argument)
    {
        ValueGuard.Check(Values.Of(map), field, argument);
        if (DocumentSize.OfFields(map.Fields.Fields) is var size && size > limit)
        {
            throw new StateLimitException($"The {field} has {size} bytes; a task has room for {limit} at most.")
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
            throw new ArgumentException("TraceParent is not of the form that W3C Trace Context gives it.", nameof(task));
        }
    }

    private static void CheckDelay(NewTask task)
    {
        if (task.Delay < TimeSpan.Zero || task.Delay > LongestWait)
        {
            throw new ArgumentOutOfRangeException(nameof(task), task.Delay, $"Delay is zero up to {LongestWait}.");
        }

        if (task is { RunAt: not null, Delay: not null })
        {
            throw new ArgumentException("A task has RunAt or Delay, not both.", nameof(task));
        }
    }
}
