using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>One write of an exchange, and what is to be done about its outcome.</summary>
internal abstract class ExchangeItem
{
    /// <summary>The write, with its own precondition.</summary>
    public abstract Write Write { get; }

    /// <summary>Takes what the shared call came to.</summary>
    /// <returns>False where that leaves open what became of it: it is then settled by itself.</returns>
    public abstract bool Take(WriteOutcome outcome);
}
