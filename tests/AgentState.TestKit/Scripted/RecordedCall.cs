using Google.Protobuf;

namespace AgentState.TestKit;

/// <summary>One call as the scripted server received it.</summary>
/// <param name="Method">The method's bare name, such as <c>Commit</c>.</param>
/// <param name="Headers">The headers, by lowercase name.</param>
/// <param name="Message">The first message of the request, unparsed.</param>
/// <param name="Connection">The id of the connection.</param>
internal sealed record RecordedCall(string Method, IReadOnlyDictionary<string, string> Headers, byte[] Message, string Connection)
{
    /// <summary>Parses the request, for example <c>call.Read(CommitRequest.Parser)</c>.</summary>
    public T Read<T>(MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(Message);
}
