using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using NullValue = Google.Protobuf.WellKnownTypes.NullValue;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Contracts;

/// <summary>
/// Documents in which one to three fields were removed or replaced with random values of any type; a seed determines them.
/// </summary>
internal sealed class MangledDocuments(int seed)
{
    private static readonly Func<Value>[] Others =
    [
        () => new Value { NullValue = NullValue.NullValue },
        () => Values.Of(true),
        () => Values.Of(0),
        () => Values.Of(-1),
        () => Values.Of(long.MaxValue),
        () => Values.Of(long.MinValue),
        () => new Value { DoubleValue = 5 },
        () => new Value { DoubleValue = 2.5 },
        () => new Value { DoubleValue = double.NaN },
        () => new Value { DoubleValue = double.PositiveInfinity },
        () => Values.Of(""),
        () => Values.Of("5"),
        () => Values.Of("2026-11-30T12:00:00Z"),
        () => Values.Of("\u0000\uFFFD𝒳"),
        () => new Value { TimestampValue = new Timestamp { Seconds = -62_135_596_800 } },
        () => new Value { TimestampValue = new Timestamp { Seconds = 253_402_300_799, Nanos = 999_999_000 } },
        () => new Value { BytesValue = ByteString.CopyFrom(0, 255) },
        () => new Value { GeoPointValue = new() { Latitude = 1, Longitude = 2 } },
        () => Values.Of([]),
        () => Values.Of([Values.Of(1), Values.Of("a")]),
        () => Values.Map(),
        () => Values.Map(("errors", Values.Of("many")), ("tasksCompleted", new Value { DoubleValue = 0.5 })),
        () => Values.Map(("id", Values.Of(1)), ("until", Values.Of("soon")), ("token", Values.Map())),
    ];

    private readonly Random random = new(seed);

    /// <summary>Writes mangled documents, bypassing the library.</summary>
    /// <param name="test">The process that writes them.</param>
    /// <param name="names">The document names.</param>
    /// <param name="sound">The fields of a valid document.</param>
    /// <param name="kept">The fields that stay unchanged, so that the list query finds the documents.</param>
    /// <param name="cancellationToken">Cancels the writes.</param>
    /// <returns>The written documents, by name.</returns>
    public async Task<IReadOnlyDictionary<string, Document>> WriteAsync(
        QueueUnderTest test,
        IEnumerable<string> names,
        IReadOnlyDictionary<string, Value> sound,
        string[] kept,
        CancellationToken cancellationToken)
    {
        var documents = names.Select(name => Mangle(name, sound, kept)).ToList();
        foreach (var some in documents.Chunk(250))
        {
            Write[] writes = [.. some.Select(document => new Write { Update = document })];
            (await test.Engine.CommitDirectlyAsync(writes, cancellationToken)).Kind.Should().Be(OutcomeKind.Applied);
        }

        return documents.ToDictionary(document => document.Name, StringComparer.Ordinal);
    }

    private Document Mangle(string name, IReadOnlyDictionary<string, Value> sound, string[] kept)
    {
        var document = new Document { Name = name, Fields = { sound.ToDictionary(field => field.Key, field => field.Value.Clone()) } };
        string[] candidates = [.. sound.Keys.Except(kept, StringComparer.Ordinal)];
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            var field = candidates[random.Next(candidates.Length)];
            if (random.Next(10) == 0)
            {
                document.Fields.Remove(field);
            }
            else
            {
                document.Fields[field] = Others[random.Next(Others.Length)]();
            }
        }

        return document;
    }
}
