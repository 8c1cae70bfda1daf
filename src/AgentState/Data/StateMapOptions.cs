namespace AgentState;

/// <summary>Options for the conversion of values into their stored form.</summary>
public sealed record StateMapOptions
{
    /// <summary>Whether every <see cref="decimal"/> is stored as a string, digit for digit (1.50 as "1.50"). Default false.</summary>
    /// <remarks>
    /// <para>True: other clients read text, and filters and sums do not treat it as a number.</para>
    /// <para>False: a decimal is stored as the integer or double that reads back as the same decimal; any other decimal is refused.</para>
    /// </remarks>
    public bool DecimalsAsText { get; init; }
}
