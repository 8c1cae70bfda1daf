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
/// A local server that answers Firestore calls by a script, for faults that an emulator never produces: a given status, a broken stream, a
/// lost reply. It records every call. A method without a script returns UNIMPLEMENTED.
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

    /// <summary>The listen address, as <c>host:port</c>.</summary>
    public string Host => new Uri(app.Urls.Single()).Authority;

    /// <summary>The calls received so far, in order.</summary>
    public IReadOnlyList<RecordedCall> Calls => [.. calls];

    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="maxStreams">The number of concurrent calls on one connection.</param>
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

    /// <summary>A connection to this server, for a database of any name.</summary>
    public FirestoreConnection Connection(DatabaseRoot? root = null) =>
        FirestoreConnection.ToEmulator(Host, root ?? new DatabaseRoot("scripted"));

    /// <summary>Answers the calls of a method with these replies, in order; the last one repeats.</summary>
    public void On(string method, params ScriptedReply[] replies)
    {
        var left = new ConcurrentQueue<ScriptedReply>(replies[..^1]);
        On(method, _ => left.TryDequeue(out var next) ? next : replies[^1]);
    }

    /// <summary>Answers the calls of a method with a reply that depends on the request.</summary>
    public void On(string method, Func<RecordedCall, ScriptedReply> reply) => On(method, call => Task.FromResult(reply(call)));

    /// <summary>Answers the calls of a method with a reply that is awaited and depends on the request.</summary>
    public void On(string method, Func<RecordedCall, Task<ScriptedReply>> reply) => scripts[method] = new Script(reply);

    /// <summary>Returns the next call that no earlier call to this method returned; waits for its arrival, not for its reply.</summary>
    public async Task<RecordedCall> NextCallAsync(CancellationToken cancellationToken) =>
        await arrivals.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Do not wait for calls that stall.
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
            : ScriptedReply.Status(StatusCode.Unimplemented, $"No reply is scripted for {call.Method}.");
        try
        {
            await GrpcFrames.SendAsync(context, reply);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has disconnected, as many scripts expect.
        }
    }

    private sealed record Script(Func<RecordedCall, Task<ScriptedReply>> Reply);
}
