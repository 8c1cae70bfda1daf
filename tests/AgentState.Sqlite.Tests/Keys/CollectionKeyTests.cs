using CsCheck;

namespace AgentState.Sqlite.Tests;

/// <summary>The documents of exactly one collection are one range of keys, in the order of their ids.</summary>
public sealed class CollectionKeyTests
{
    // Paths that begin like others, as text or by segments.
    private static readonly Gen<string> Collection = Gen.Frequency<string>(
        (2, Gen.OneOf(
            "tasks", "tasks2", "task", "tasks\0", "agents", "agents/a/instances", "envs/staging/tasks", "envs/staging/tasks/a/b")),
        (1, KeyValues.Id),
        (1, KeyValues.Id.Array[3, 3].Select(static ids => string.Join('/', ids))));

    [Fact]
    public void Of_TwoDocumentsOfACollection_KeysHaveTheOrderOfTheIds() =>
        Gen.Select(Collection, KeyValues.Id, KeyValues.Id).Sample(
            static (collection, left, right) =>
                TestKeys.Compare(CollectionKey.Of($"{collection}/{left}"), CollectionKey.Of($"{collection}/{right}"))
                == Math.Sign(ReferenceOrder.CompareIds(left, right)),
            iter: TestKeys.Samples);

    [Fact]
    public void OfCollection_Range_ContainsExactlyTheDocumentsOfTheCollection() =>
        Gen.Select(Collection, Collection, KeyValues.Id).Sample(
            static (collection, other, id) =>
            {
                var prefix = CollectionKey.OfCollection(collection);

                return TestKeys.IsIn(CollectionKey.Of($"{other}/{id}"), prefix, KeyRange.After(prefix)) == (collection == other);
            },
            iter: TestKeys.Samples);

    [Theory]
    [InlineData("", null)]
    [InlineData("00", "01")]
    [InlineData("01FF", "02")]
    [InlineData("01FF00", "01FF01")]
    [InlineData("FE", "FF")]
    [InlineData("FFFE", "FFFF")]
    [InlineData("FF", null)]
    [InlineData("FFFF", null)]
    public void After_Prefix_ReturnsTheShortestGreaterKey(string prefix, string? after) =>
        (KeyRange.After(Convert.FromHexString(prefix)) is { } key ? Convert.ToHexString(key) : null).Should().Be(after);

    [Fact]
    public void After_Prefix_IsAfterExactlyTheKeysThatBeginWithIt()
    {
        var bytes = Gen.OneOf<byte>(0, 1, 0xFE, 0xFF).Array[0, 4];

        Gen.Select(bytes, bytes).Sample(
            static (prefix, key) => TestKeys.IsIn(key, prefix, KeyRange.After(prefix)) == key.AsSpan().StartsWith(prefix),
            iter: TestKeys.Samples);
    }
}
