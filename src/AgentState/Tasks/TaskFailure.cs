namespace AgentState;

/// <summary>The reason why an attempt at a task failed, and whether to retry it.</summary>
public sealed record TaskFailure
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(365);

    /// <summary>Limits a delay to the valid range, zero to 365 days.</summary>
    internal static TimeSpan WithinRange(TimeSpan length) =>
        length < TimeSpan.Zero ? TimeSpan.Zero : length > LongestRetryAfter ? LongestRetryAfter : length;

    /// <summary>Creates the failure.</summary>
    /// <param name="message">
    /// The reason, for people. It is stored with the task, with secrets redacted (see <see cref="RedactionOptions"/>), and truncated to 8
    /// KiB in UTF-8.
    /// </param>
    public TaskFailure(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        Message = message;
    }

    /// <summary>The reason, for people.</summary>
    public string Message { get; }

    /// <summary>Whether to retry the task, if it has attempts left. Default false: the task fails permanently.</summary>
    public bool Retryable { get; init; }

    /// <summary>
    /// The delay before the next attempt, zero to 365 days. Default null: a back-off based on <see cref="TaskOptions.RetryDelay"/>.
    /// </summary>
    /// <remarks>Set it if a service reports when to retry. It has no effect unless <see cref="Retryable"/> is true.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or longer than 365 days.</exception>
    public TimeSpan? RetryAfter
    {
        get;
        init => field = value is { } length && (length < TimeSpan.Zero || length > LongestRetryAfter)
            ? throw new ArgumentOutOfRangeException(nameof(value), length, "RetryAfter must be zero to 365 days.")
            : value;
    }
}
