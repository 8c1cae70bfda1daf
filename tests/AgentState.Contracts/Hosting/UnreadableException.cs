namespace AgentState.Contracts;

/// <summary>An exception whose message throws when it is read.</summary>
internal sealed class UnreadableException : Exception
{
    public override string Message => throw new InvalidOperationException("The message cannot be read.");
}
