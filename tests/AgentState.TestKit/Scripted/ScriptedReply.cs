using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace AgentState.TestKit;

/// <summary>
/// The scripted server's reply to one call: some messages, then an end. Start with <see cref="Ok"/>, <see cref="Status"/> or another static
/// method; <see cref="ThenStatus"/>, <see cref="ThenReset"/> and the other instance methods change how the stream ends.
/// </summary>
internal sealed record ScriptedReply
{
    private static readonly Task AtOnce = Task.CompletedTask;

    public IReadOnlyList<IMessage> Messages { get; private init; } = [];

    public ScriptedEnd End { get; private init; } = ScriptedEnd.Status;

    public StatusCode Code { get; private init; } = StatusCode.OK;

    public string Detail { get; private init; } = "";

    /// <summary>The contents of <c>grpc-status-details-bin</c>: <c>ErrorInfo</c>, <c>Help</c>, <c>QuotaFailure</c> ...</summary>
    public IReadOnlyList<IMessage> Details { get; private init; } = [];

    /// <summary>Raw bytes for that trailer instead of <see cref="Details"/>; null sends the details.</summary>
    public byte[]? RawDetails { get; private init; }

    /// <summary>The reply is sent once this has completed.</summary>
    public Task After { get; private init; } = AtOnce;

    /// <summary>Sends the messages and ends with status OK.</summary>
    public static ScriptedReply Ok(params IMessage[] messages) => new() { Messages = messages };

    /// <summary>Fails before any message.</summary>
    public static ScriptedReply Status(StatusCode code, string detail = "", params IMessage[] details) =>
        Ok().ThenStatus(code, detail, details);

    /// <summary>Fails with details that cannot be parsed.</summary>
    public static ScriptedReply StatusWithRawDetails(StatusCode code, byte[] details) =>
        Ok().ThenStatus(code) with { RawDetails = details };

    /// <summary>Never replies.</summary>
    public static ScriptedReply Stall() => Ok().ThenStall();

    /// <summary>Breaks the connection instead of replying; the script may still have applied the call.</summary>
    public static ScriptedReply Lost() => Ok().ThenDisconnect();

    public ScriptedReply ThenStatus(StatusCode code, string detail = "", params IMessage[] details) =>
        this with { End = ScriptedEnd.Status, Code = code, Detail = detail, Details = details };

    public ScriptedReply ThenStall() => this with { End = ScriptedEnd.Stall };

    /// <summary>Resets the stream; the connection stays open.</summary>
    public ScriptedReply ThenReset() => this with { End = ScriptedEnd.Reset };

    /// <summary>Breaks the connection and all its streams.</summary>
    public ScriptedReply ThenDisconnect() => this with { End = ScriptedEnd.Disconnect };

    /// <summary>Waits for the task before the first byte.</summary>
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
