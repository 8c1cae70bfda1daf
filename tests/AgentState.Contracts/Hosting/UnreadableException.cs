namespace AgentState.Contracts;

/// <summary>An exception whose text cannot be read.</summary>
internal sealed class UnreadableException : Exception
{
    public override string Message => throw new InvalidOperationException("The message has none.");
}
