namespace AgentState;

/// <summary>A document of an export, whole: with the fields that this library does not know.</summary>
public sealed record ExportedDocument
{
    /// <summary>Where it lies, such as <c>users/42</c>.</summary>
    public required string Path { get; init; }

    /// <summary>All its fields.</summary>
    public required StateMap Content { get; init; }

    /// <summary>When it was created, by the database's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was changed last, by the database's clock.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
