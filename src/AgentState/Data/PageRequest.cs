namespace AgentState;

/// <summary>The size and start of a requested page.</summary>
public sealed record PageRequest
{
    /// <summary>The default size of a page.</summary>
    public const int DefaultSize = 50;

    /// <summary>The largest size of a page.</summary>
    public const int MaxSize = 300;

    /// <summary>The maximum number of items of the page, from 1 to 300. Default 50. Each item is one billed read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public int Size
    {
        get;
        init
        {
            if (value is < 1 or > MaxSize)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Size)} must be from 1 to {MaxSize}.");
            }

            field = value;
        }
    } = DefaultSize;

    /// <summary>The token of the previous page of the same list and filter; null for the first page.</summary>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    public string? ContinuationToken
    {
        get;
        init => field = value is ""
            ? throw new ArgumentException($"{nameof(ContinuationToken)} must not be empty. Use null for the first page.", nameof(value))
            : value;
    }
}
