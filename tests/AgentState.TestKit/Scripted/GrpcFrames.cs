using System.Buffers.Binary;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentState.TestKit;

/// <summary>
/// Reads and writes gRPC over HTTP/2: a message is a flag byte, a four-byte length and the payload; trailers carry the status.
/// </summary>
internal static class GrpcFrames
{
    private const int PrefixLength = 5;

    /// <summary>Reads a request up to its first message; only a client stream has more.</summary>
    public static async Task<RecordedCall> ReceiveAsync(HttpRequest request)
    {
        var prefix = new byte[PrefixLength];
        await request.Body.ReadExactlyAsync(prefix, request.HttpContext.RequestAborted);
        var message = new byte[BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1))];
        await request.Body.ReadExactlyAsync(message, request.HttpContext.RequestAborted);

        var path = request.Path.Value!;
        return new RecordedCall(
            path[(path.LastIndexOf('/') + 1)..],
            request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            message,
            request.HttpContext.Connection.Id);
    }

    public static async Task SendAsync(HttpContext context, ScriptedReply reply)
    {
        await reply.After.WaitAsync(context.RequestAborted);

        var response = context.Response;
        response.ContentType = "application/grpc";
        foreach (var message in reply.Messages)
        {
            await response.Body.WriteAsync(Frame(message), context.RequestAborted);
            await response.Body.FlushAsync(context.RequestAborted);
        }

        switch (reply.End)
        {
            case ScriptedEnd.Stall:
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case ScriptedEnd.Reset:
                context.Abort();
                break;
            case ScriptedEnd.Disconnect:
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                break;
            default:
                End(response, reply);
                break;
        }
    }

    private static void End(HttpResponse response, ScriptedReply reply)
    {
        response.AppendTrailer("grpc-status", ((int)reply.Code).ToString(CultureInfo.InvariantCulture));
        response.AppendTrailer("grpc-message", Uri.EscapeDataString(reply.Detail));
        if (reply.DetailBytes() is { } details)
        {
            response.AppendTrailer("grpc-status-details-bin", Convert.ToBase64String(details));
        }
    }

    private static byte[] Frame(IMessage message)
    {
        var size = message.CalculateSize();
        var frame = new byte[PrefixLength + size];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)size);
        message.WriteTo(frame.AsSpan(PrefixLength));
        return frame;
    }
}
