using Google.Protobuf;

namespace AgentState.TestKit;

/// <summary>One call as the scripted server received it.</summary>
/// <param name="Method">The method's bare name, such as <c>Commit</c>.</param>
/// <param name="Headers">By their names in lower case.</param>
/// <param name="Message">The first message of the request, as it came.</param>
/// <param name="Connection">Which connection brought it.</param>
internal sealed record RecordedCall(string Method, IReadOnlyDictionary<string, string> Headers, byte[] Message, string Connection)
{
    /// <summary>The request: <c>call.Read(CommitRequest.Parser)</c>.</summary>
    public T Read<T>(MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(Message);
}
