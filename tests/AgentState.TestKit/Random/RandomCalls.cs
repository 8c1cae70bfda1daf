using CsCheck;

namespace AgentState.TestKit;

/// <summary>Calls of every verb, over names and values that meet.</summary>
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

    public Gen<DatabaseCall> Any => Gen.Frequency<DatabaseCall>(
        (6, Writes.Any.Array[1, 4].Select(static writes => (DatabaseCall)new DatabaseCall.Commit(writes))),
        (2, Writes.Distinct.Select(static writes => (DatabaseCall)new DatabaseCall.Batch(writes))),
        (1, Names.Document.Array[1, 4].Select(static names => (DatabaseCall)new DatabaseCall.Get(names))),
        (10, Gen.Select(Names.Parent, Queries.Query, static (parent, query) => (DatabaseCall)new DatabaseCall.Query(parent, query))),
        (2, Gen.Select(Names.Parent, Queries.Aggregate, static (parent, query) => (DatabaseCall)new DatabaseCall.Aggregate(parent, query))));
}
