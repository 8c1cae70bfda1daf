using CsCheck;

namespace AgentState.TestKit;

/// <summary>Random calls of every method, over shared names and values.</summary>
internal sealed class RandomCalls
{
    public RandomCalls(DatabaseRoot root)
    {
        Names = new RandomNames(root);
        Values = new RandomValues(Names);
        Writes = new RandomWrites(Names, Values);
        Queries = new RandomQueries(Names, Values);
    }

    public RandomNames Names { get; }

    public RandomValues Values { get; }

    public RandomWrites Writes { get; }

    public RandomQueries Queries { get; }

    /// <summary>A sequence of calls that first writes some documents, so that queries find something.</summary>
    public Gen<DatabaseCall[]> Round(int least, int most) => Gen.Select(
        Writes.Storable.Array[6, 12].Array[2, 3].Select(static commits =>
            commits.Select(static writes => (DatabaseCall)new DatabaseCall.Commit(writes)).ToArray()),
        Any.Array[least, most],
        static (before, calls) => before.Concat(calls).ToArray());

    public Gen<DatabaseCall> Any => Gen.Frequency<DatabaseCall>(
        (6, Writes.Any.Array[1, 4].Select(static writes => (DatabaseCall)new DatabaseCall.Commit(writes))),
        (2, Writes.Batch.Select(static writes => (DatabaseCall)new DatabaseCall.Batch(writes))),
        (1, Names.Document.Array[1, 4].Select(static names => (DatabaseCall)new DatabaseCall.Get(names))),
        (10, Gen.Select(Names.Parent, Queries.Query, static (parent, query) => (DatabaseCall)new DatabaseCall.Query(parent, query))),
        (2, Gen.Select(
            Names.Parent, Queries.Aggregate, static (parent, query) => (DatabaseCall)new DatabaseCall.Aggregate(parent, query))));
}
