namespace AgentState;

/// <summary>How values are turned into what the database stores.</summary>
public sealed record StateMapOptions
{
    /// <summary>
    /// Whether every <see cref="decimal"/> is stored as a string, digit for digit (1.50 as "1.50"). Other programs read text, and no filter or sum
    /// takes it for a number. Default false: an integer or a double where one reads back as the same decimal; any other decimal is refused.
    /// </summary>
    public bool DecimalsAsText { get; init; }
}
