using System.Globalization;
using Google.Cloud.Firestore.V1;
using Google.Protobuf;

namespace AgentState.TestKit;

/// <summary>One call of an <see cref="IDocumentStore"/> method that can be made on any engine.</summary>
internal abstract record DatabaseCall
{
    public sealed record Get(IReadOnlyList<string> Names) : DatabaseCall
    {
        public override string ToString() => $"Get {string.Join(", ", Names)}";
    }

    public sealed record Query(string Parent, StructuredQuery Body) : DatabaseCall
    {
        public override string ToString() => $"Query {Parent} {Body}";
    }

    public sealed record Aggregate(string Parent, StructuredAggregationQuery Body) : DatabaseCall
    {
        public override string ToString() => $"Aggregate {Parent} {Body}";
    }

    public sealed record Commit(IReadOnlyList<Write> Writes) : DatabaseCall
    {
        public override string ToString() => $"Commit {Text(Writes)}";
    }

    public sealed record Batch(IReadOnlyList<Write> Writes) : DatabaseCall
    {
        public override string ToString() => $"Batch {Text(Writes)}";
    }

    // ToString of a message throws if a part has no JSON form, for example a time that is out of range.
    private static string Text(IReadOnlyList<Write> writes) => string.Join("; ", writes.Select(static write => Text(write)));

    private static string Text(IMessage message)
    {
        try
        {
            return message.ToString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"(bytes) {Convert.ToHexString(message.ToByteArray())}");
        }
    }
}
