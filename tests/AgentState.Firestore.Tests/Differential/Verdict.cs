namespace AgentState.Firestore.Tests;

/// <summary>What is to be thought of two answers.</summary>
internal enum Verdict
{
    Same,

    /// <summary>Different, and it is known why.</summary>
    Explained,

    /// <summary>Different, and it is known why; the databases hold different things now, and nothing after it can be compared.</summary>
    ExplainedAndOver,

    /// <summary>Different, and one of the engines is wrong.</summary>
    Different,
}
