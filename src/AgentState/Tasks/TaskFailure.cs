namespace AgentState;

/// <summary>Why an attempt at a task failed.</summary>
public sealed record TaskFailure
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(365);

    /// <summary>The nearest time that can be waited for.</summary>
    internal static TimeSpan WithinRange(TimeSpan length) => length < TimeSpan.Zero ? TimeSpan.Zero : length > LongestRetryAfter ? LongestRetryAfter : length;

    /// <summary>Makes the reason.</summary>
    /// <param name="message">Why, for people; it is stored with the task, without secrets (see <see cref="RedactionOptions"/>). What is longer than 8 KiB in UTF-8 is cut off there.</param>
    public TaskFailure(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        Message = message;
    }

    /// <summary>Why, for people.</summary>
    public string Message { get; }

    /// <summary>Whether another attempt may succeed: the task is then scheduled for one, if it has any left. Default false: the task has failed for good.</summary>
    public bool Retryable { get; init; }

    /// <summary>
    /// How long to wait before the next attempt of a retryable failure, such as a service has said itself; from zero to 365 days. Default null: by
    /// <see cref="TaskOptions.RetryDelay"/>, longer after each attempt.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than 365 days.</exception>
    public TimeSpan? RetryAfter
    {
        get;
        init => field = value is { } length && (length < TimeSpan.Zero || length > LongestRetryAfter)
            ? throw new ArgumentOutOfRangeException(nameof(value), length, "RetryAfter is zero up to 365 days.")
            : value;
    }
}
