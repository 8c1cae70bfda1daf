using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AgentState.TestKit;

/// <summary>
/// A server on this machine that answers Firestore's calls by a script, for what an emulator never does: a status of choice, a stream
/// that breaks, a reply that is lost. Every call is recorded. A method without a script is refused as unimplemented.
/// </summary>
/// <example><code>
/// await using var server = await ScriptedFirestore.StartAsync(token);
/// server.On("Commit", ScriptedReply.Status(StatusCode.Aborted), ScriptedReply.Ok(new CommitResponse()));
/// await using var store = new FirestoreDocumentStore(server.Connection());
/// </code></example>
internal sealed class ScriptedFirestore : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Script> scripts = new();
    private readonly ConcurrentQueue<RecordedCall> calls = new();
    private readonly System.Threading.Channels.Channel<RecordedCall> arrivals =
        System.Threading.Channels.Channel.CreateUnbounded<RecordedCall>();

    private ScriptedFirestore(WebApplication app) => this.app = app;

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Host => new Uri(app.Urls.Single()).Authority;

    /// <summary>What was received so far, in that order.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. calls];

    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="maxStreams">How many calls one connection may carry at a time.</param>
    public static async Task<ScriptedFirestore> StartAsync(CancellationToken cancellationToken, int maxStreams = 100)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.Http2.MaxStreamsPerConnection = maxStreams;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });

        var server = new ScriptedFirestore(builder.Build());
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>A connection to this server, to a database of any name.</summary>
    public FirestoreConnection Connection(DatabaseRoot? root = null) =>
        FirestoreConnection.ToEmulator(Host, root ?? new DatabaseRoot("scripted"));

    /// <summary>Answers the calls of a method by these, in their order; the last one is repeated for ever.</summary>
    public void On(string method, params ScriptedReply[] replies)
    {
        var left = new ConcurrentQueue<ScriptedReply>(replies[..^1]);
        On(method, _ => left.TryDequeue(out var next) ? next : replies[^1]);
    }

    /// <summary>Answers the calls of a method by what the request asks for.</summary>
    public void On(string method, Func<RecordedCall, ScriptedReply> reply) => On(method, call => Task.FromResult(reply(call)));

    /// <summary>Answers the calls of a method by what the request asks for, once that is done.</summary>
    public void On(string method, Func<RecordedCall, Task<ScriptedReply>> reply) => scripts[method] = new Script(reply);

    /// <summary>Waits until the next call that nobody has waited for yet has arrived; it may not have been answered.</summary>
    public async Task<RecordedCall> NextCallAsync(CancellationToken cancellationToken) => await arrivals.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // What still stalls is not waited for.
        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var call = await GrpcFrames.ReceiveAsync(context.Request);
        calls.Enqueue(call);
        arrivals.Writer.TryWrite(call);

        var reply = scripts.TryGetValue(call.Method, out var script)
            ? await script.Reply(call)
            : ScriptedReply.Status(StatusCode.Unimplemented, $"No answer is scripted for {call.Method}.");
        try
        {
            await GrpcFrames.SendAsync(context, reply);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone, which many a script waits for.
        }
    }

    private sealed record Script(Func<RecordedCall, Task<ScriptedReply>> Reply);
}
