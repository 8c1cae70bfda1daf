using CsCheck;
using Google.Cloud.Firestore.V1;

namespace AgentState.Sqlite.Tests;

/// <summary>The bytes of keys have the order of their values, so SQLite sorts documents like the database.</summary>
public sealed class KeyOrderTests
{
    // Few values, so that the first terms of two keys are often equal.
    private static readonly Gen<Value> Few = Gen.Frequency<Value>(
        (4, Gen.OneOf("a", "a\0", "b").Select(static text => Values.Of(text))),
        (1, KeyValues.Any));

    private static readonly Gen<OrderTerm[]> Terms = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, static (first, second, name) => new[]
    {
        new OrderTerm(FieldReader.Of("first"), first),
        new OrderTerm(FieldReader.Of("second"), second),
        new OrderTerm(FieldReader.OfName, name),
    });

    private static readonly Gen<Value[]> Tuple =
        Gen.Select(Few, Few, KeyValues.Name, static (first, second, name) => new[] { first, second, name });

    private static readonly Gen<CursorPosition> Position = Gen.Select(Tuple, Gen.Int[0, 3], Gen.Bool, static (values, count, before) =>
        new CursorPosition(values[..count], before));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_TwoValues_KeysHaveTheOrderOfTheValues(bool descending) =>
        KeyValues.Pair.Sample(
            (left, right) =>
            {
                var order = Math.Sign(ValueOrder.Compare(left, right));

                return TestKeys.Compare(TestKeys.Of(left, descending), TestKeys.Of(right, descending)) == (descending ? -order : order);
            },
            iter: TestKeys.Samples);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Append_TwoValues_NoKeyBeginsWithADifferentKey(bool descending) =>
        KeyValues.Pair.Sample(
            (left, right) =>
            {
                var (one, other) = (TestKeys.Of(left, descending), TestKeys.Of(right, descending));
                var shared = Math.Min(one.Length, other.Length);

                return one.AsSpan().SequenceEqual(other) || !one.AsSpan(0, shared).SequenceEqual(other.AsSpan(0, shared));
            },
            iter: TestKeys.Samples);

    [Fact]
    public void AppendTerm_TwoTuples_KeysHaveTheOrderOfTheTuples() =>
        Gen.Select(Terms, Tuple, Tuple).Sample(
            static (terms, left, right) =>
                TestKeys.Compare(TestKeys.Of(terms, left), TestKeys.Of(terms, right)) == Math.Sign(SortKey.Compare(left, right, terms)),
            iter: TestKeys.Samples);

    [Fact]
    public void Between_TwoPositions_ContainsTheKeysBetweenThem() =>
        Gen.Select(Terms, Position, Position, Tuple).Sample(
            static (terms, start, end, tuple) =>
            {
                var prefix = CollectionKey.OfCollection("tasks");
                var (from, to) = KeyRange.Between(prefix, start, end, terms);
                var isBetween = start.IsBefore(tuple, terms) && !end.IsBefore(tuple, terms);

                return TestKeys.IsIn(TestKeys.Of(terms, tuple, prefix), from, to) == isBetween;
            },
            iter: TestKeys.Samples);

    [Fact]
    public void Between_TwoPositions_ContainsNoKeyOfAnotherCollection() =>
        Gen.Select(Terms, Position, Position, Tuple, Gen.OneOf("task", "tasks/a/sub", "tasks\0", "taskt", "__id7__", "users")).Sample(
            static (terms, start, end, tuple, collection) =>
            {
                var (from, to) = KeyRange.Between(CollectionKey.OfCollection("tasks"), start, end, terms);

                return !TestKeys.IsIn(TestKeys.Of(terms, tuple, CollectionKey.OfCollection(collection)), from, to);
            },
            iter: TestKeys.Samples);

    [Fact]
    public void Between_TwoPositionsWithoutPrefix_ContainsTheKeysBetweenThem() =>
        Gen.Select(Terms, Position, Position, Tuple).Sample(
            static (terms, start, end, tuple) =>
            {
                var (from, to) = KeyRange.Between([], start, end, terms);
                var isBetween = start.IsBefore(tuple, terms) && !end.IsBefore(tuple, terms);

                return TestKeys.IsIn(TestKeys.Of(terms, tuple), from, to) == isBetween;
            },
            iter: TestKeys.Samples);
}
