namespace AgentState.Internal.Engines.Embedded.Stored;

/// <summary>Creates the exceptions for calls that Firestore rejects as an invalid argument.</summary>
/// <remarks>They have the same types as those of the Firestore engine.</remarks>
internal static class InvalidArgument
{
    public static AgentStateException Of(string message) => new($"Firestore rejects this call: {message}");

    public static StateLimitException TooLarge(string message, string? path, long size, long limit) =>
        new($"{message} ({size} bytes; the limit is {limit}). Make it smaller, or store the content elsewhere and keep a link to it.")
        {
            Path = path,
            Size = size,
            Limit = limit,
        };
}
