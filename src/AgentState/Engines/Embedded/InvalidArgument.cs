namespace AgentState;

/// <summary>What Firestore refuses as an invalid argument, in the types that its engine would throw.</summary>
internal static class InvalidArgument
{
    public static AgentStateException Of(string message) => new($"Firestore does not take this call: {message}");

    public static StateLimitException TooLarge(string message, string? path, long size, long limit) =>
        new($"{message} ({size} bytes; at most {limit}). Make it smaller, or keep the content elsewhere and store its address.")
        {
            Path = path,
            Size = size,
            Limit = limit,
        };
}
