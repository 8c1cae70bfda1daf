namespace AgentState.Firestore.Tests;

/// <summary>The result of comparing two answers.</summary>
internal enum Verdict
{
    Same,

    /// <summary>Different because of a known difference.</summary>
    Explained,

    /// <summary>Different because of a known difference, and the databases now differ; later calls are not comparable.</summary>
    ExplainedAndOver,

    /// <summary>Different for an unknown reason: one of the engines is wrong.</summary>
    Different,
}
