namespace AgentState;

/// <summary>Which page of a list is asked for.</summary>
public sealed record PageRequest
{
    /// <summary>The size of a page where none is asked for.</summary>
    public const int DefaultSize = 50;

    /// <summary>The largest size of a page.</summary>
    public const int MaxSize = 300;

    /// <summary>The most items that the page may have, 1 to 300; 50 where it is not set. Each item read is billed as a read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of its range.</exception>
    public int Size
    {
        get;
        init
        {
            if (value is < 1 or > MaxSize)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Size)}: a page has 1 to {MaxSize} items.");
            }

            field = value;
        }
    } = DefaultSize;

    /// <summary>The token of the page before, from the same list with the same filter; null for the first page.</summary>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    public string? ContinuationToken
    {
        get;
        init => field = value is ""
            ? throw new ArgumentException($"{nameof(ContinuationToken)}: a token is not empty; null asks for the first page.", nameof(value))
            : value;
    }
}
