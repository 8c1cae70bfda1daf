using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.TestKit;

/// <summary>One of the compared engines, with the versions that it has returned.</summary>
internal sealed class Contestant(IDocumentStore store)
{
    private static readonly Timestamp NoVersion = new() { Seconds = 1_577_836_800 };

    private readonly AnswerText text = new();
    private readonly Dictionary<string, List<Timestamp>> versions = [];

    public async Task<Answer> AnswerAsync(DatabaseCall call, CancellationToken cancellationToken)
    {
        try
        {
            return new Answer(call switch
            {
                DatabaseCall.Get get => text.Of(await store.GetAsync(get.Names, cancellationToken)),
                DatabaseCall.Query query => text.Of(await store.QueryAsync(query.Parent, query.Body, cancellationToken)),
                DatabaseCall.Aggregate query => text.Of(await store.AggregateAsync(query.Parent, query.Body, cancellationToken)),
                DatabaseCall.Commit commit => await CommitAsync(commit.Writes, cancellationToken),
                DatabaseCall.Batch batch => await BatchAsync(batch.Writes, cancellationToken),
                _ => throw new ArgumentException("The kind of call is unknown.", nameof(call)),
            });
        }
        catch (AgentStateException error)
        {
            return new Answer(error.GetType().Name, error);
        }
    }

    private async Task<string> CommitAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var outcome = await store.CommitAsync(Resolve(writes), cancellationToken);
        if (outcome.Kind is OutcomeKind.Applied)
        {
            for (var i = 0; i < writes.Count; i++)
            {
                Remember(writes[i], outcome.Results[i]);
            }
        }

        return text.Of(outcome, writes);
    }

    private async Task<string> BatchAsync(IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        var outcomes = await store.BatchWriteAsync(Resolve(writes), cancellationToken);
        for (var i = 0; i < writes.Count; i++)
        {
            if (outcomes[i].Result is { } result)
            {
                Remember(writes[i], result);
            }
        }

        return text.Of(outcomes);
    }

    private void Remember(Write write, WriteResult result)
    {
        if (!write.HasDelete && result.UpdateTime is { } version)
        {
            var known = versions.TryGetValue(Writes.NameOf(write), out var list) ? list : versions[Writes.NameOf(write)] = [];
            known.Add(version);
        }
    }

    // Versions differ between the engines; a generated write contains a placeholder for a version.
    private Write[] Resolve(IReadOnlyList<Write> writes) => [.. writes.Select(write =>
    {
        var resolved = write.Clone();
        if (write.CurrentDocument?.UpdateTime is { } stand)
        {
            var known = versions.GetValueOrDefault(Writes.NameOf(write), []);
            resolved.CurrentDocument.UpdateTime =
                stand.Equals(RandomWrites.CurrentVersion) ? known.LastOrDefault(NoVersion)
                : stand.Equals(RandomWrites.EarlierVersion) ? known.FirstOrDefault(NoVersion)
                : stand;
        }

        return resolved;
    })];
}
