using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AgentState.TestKit;

/// <summary>
/// What the scripted server does with one call: some messages, then an end. <see cref="Ok"/>, <see cref="Status"/> and the others are
/// the starting points; <see cref="ThenStatus"/>, <see cref="ThenReset"/> and the others end a stream otherwise than well.
/// </summary>
internal sealed record ScriptedReply
{
    private static readonly Task AtOnce = Task.CompletedTask;

    public IReadOnlyList<IMessage> Messages { get; private init; } = [];

    public ScriptedEnd End { get; private init; } = ScriptedEnd.Status;

    public StatusCode Code { get; private init; } = StatusCode.OK;

    public string Detail { get; private init; } = "";

    /// <summary>What <c>grpc-status-details-bin</c> holds: <c>ErrorInfo</c>, <c>Help</c>, <c>QuotaFailure</c> ...</summary>
    public IReadOnlyList<IMessage> Details { get; private init; } = [];

    /// <summary>Bytes for that trailer which are no message at all; null for the details.</summary>
    public byte[]? RawDetails { get; private init; }

    /// <summary>The reply is sent once this has completed.</summary>
    public Task After { get; private init; } = AtOnce;

    /// <summary>The messages, and a good end.</summary>
    public static ScriptedReply Ok(params IMessage[] messages) => new() { Messages = messages };

    /// <summary>A failure before any message.</summary>
    public static ScriptedReply Status(StatusCode code, string detail = "", params IMessage[] details) =>
        Ok().ThenStatus(code, detail, details);

    /// <summary>A failure whose details cannot be read.</summary>
    public static ScriptedReply StatusWithRawDetails(StatusCode code, byte[] details) => Ok().ThenStatus(code) with { RawDetails = details };

    /// <summary>No answer, for as long as the caller waits.</summary>
    public static ScriptedReply Stall() => Ok().ThenStall();

    /// <summary>The call was carried out, if you like, by what the script does; its reply never comes: the connection breaks.</summary>
    public static ScriptedReply Lost() => Ok().ThenDisconnect();

    public ScriptedReply ThenStatus(StatusCode code, string detail = "", params IMessage[] details) =>
        this with { End = ScriptedEnd.Status, Code = code, Detail = detail, Details = details };

    public ScriptedReply ThenStall() => this with { End = ScriptedEnd.Stall };

    /// <summary>The stream is reset, and its connection lives on.</summary>
    public ScriptedReply ThenReset() => this with { End = ScriptedEnd.Reset };

    /// <summary>The connection breaks, with all that goes on upon it.</summary>
    public ScriptedReply ThenDisconnect() => this with { End = ScriptedEnd.Disconnect };

    /// <summary>Waits before the first byte.</summary>
    public ScriptedReply Once(Task released) => this with { After = released };

    internal byte[]? DetailBytes()
    {
        if (Details.Count == 0)
        {
            return RawDetails;
        }

        var status = new Google.Rpc.Status { Code = (int)Code, Message = Detail };
        status.Details.AddRange(Details.Select(Any.Pack));
        return status.ToByteArray();
    }
}
