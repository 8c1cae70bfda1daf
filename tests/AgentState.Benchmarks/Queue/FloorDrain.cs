using System.Diagnostics;
using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Benchmarks;

/// <summary>Drains the queue with the generated client alone, in the fastest known way.</summary>
/// <remarks>
/// One query returns hundreds of candidates. Sequential BatchWrite calls contain the completions of all handlers and their next claims.
/// </remarks>
internal sealed class FloorDrain : IDisposable
{
    private const int CandidatesInOneQuery = 300;

    private readonly FloorChannel channel;
    private readonly int handlers;
    private readonly Queue<Document> candidates = new();
    private List<Held> held = [];
    private Timestamp readTime = new();
    private bool isExhausted;
    private int completed;
    private long claims;
    private long lost;
    private long reads;
    private long writes;

    private FloorDrain(FloorChannel channel, int handlers)
    {
        this.channel = channel;
        this.handlers = handlers;
    }

    public static async Task<DrainRun> RunAsync(string emulatorHost, DatabaseRoot root, int handlers, CancellationToken cancellationToken)
    {
        using var calls = new CallCounter();
        var start = Stopwatch.GetTimestamp();
        using var drain = new FloorDrain(new FloorChannel(emulatorHost, root), handlers);
        await drain.RunAsync(cancellationToken);
        return new DrainRun(
            drain.completed, Stopwatch.GetElapsedTime(start), calls.Calls, drain.claims, drain.lost, drain.reads, drain.writes);
    }

    public void Dispose() => channel.Dispose();

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        do
        {
            if (candidates.Count == 0 && !isExhausted)
            {
                await FindAsync(cancellationToken);
            }

            await ExchangeAsync(cancellationToken);
        }
        while (held.Count > 0 || !isExhausted);
    }

    private async Task FindAsync(CancellationToken cancellationToken)
    {
        var query = FloorMessages.FirstPending(Workload.TaskType, CandidatesInOneQuery);
        using var answer = channel.Client.RunQuery(
            new RunQueryRequest { Parent = channel.Root.Parent, StructuredQuery = query }, channel.Options(cancellationToken));
        while (await answer.ResponseStream.MoveNext(cancellationToken))
        {
            readTime = answer.ResponseStream.Current.ReadTime ?? readTime;
            if (answer.ResponseStream.Current.Document is { } document)
            {
                candidates.Enqueue(document);
            }
        }

        reads += Math.Max(candidates.Count, 1);
        isExhausted = candidates.Count == 0;
    }

    private async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        var claiming = new List<(string Name, string Token)>();
        var request = new BatchWriteRequest { Database = channel.Root.Database };
        request.Writes.AddRange(held.Select(task => FloorMessages.Complete(task.Name, task.Token, task.Version, Workload.Result)));
        while (claiming.Count < handlers && candidates.TryDequeue(out var candidate))
        {
            var token = Guid.NewGuid().ToString("N");
            request.Writes.Add(FloorMessages.Claim(candidate, Workload.Worker, token, readTime));
            claiming.Add((candidate.Name, token));
        }

        if (request.Writes.Count == 0)
        {
            return;
        }

        var reply = await channel.Client.BatchWriteAsync(request, channel.Options(cancellationToken));
        completed += reply.Status.Take(held.Count).Count(status => status.Code == 0);
        writes += reply.Status.Count(status => status.Code == 0);
        var next = new List<Held>(claiming.Count);
        for (var i = 0; i < claiming.Count; i++)
        {
            var place = held.Count + i;
            if (reply.Status[place].Code == 0)
            {
                next.Add(new Held(claiming[i].Name, claiming[i].Token, reply.WriteResults[place].UpdateTime));
            }
        }

        claims += next.Count;
        lost += claiming.Count - next.Count;
        held = next;
    }

    private readonly record struct Held(string Name, string Token, Timestamp Version);
}
