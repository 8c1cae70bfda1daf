namespace AgentState;

/// <summary>A slot that a claim may take.</summary>
/// <param name="Document">Its document, as it was seen to be free; null = the type has no limit, and needs none.</param>
internal sealed record TaskSlot(DocumentSnapshot? Document)
{
    /// <summary>What a claim of a type without a limit takes.</summary>
    public static TaskSlot None { get; } = new(Document: null);

    /// <summary>What travels with the claim.</summary>
    public Func<DocumentSnapshot, Rider?>? RiderFor(TaskClaim claim) =>
        Document is { } free ? _ => new Rider(SlotDocument.Take(free, claim), IsRequired: true) : null;
}
