namespace AgentState;

/// <summary>One document of an export with all its fields, including fields that this library does not use.</summary>
public sealed record ExportedDocument
{
    /// <summary>The document's path below the parent, such as <c>users/42</c>.</summary>
    public required string Path { get; init; }

    /// <summary>All fields of the document.</summary>
    public required StateMap Content { get; init; }

    /// <summary>The server time of the creation.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The server time of the last change.</summary>
    public DateTimeOffset UpdatedAt { get; init; }
}
