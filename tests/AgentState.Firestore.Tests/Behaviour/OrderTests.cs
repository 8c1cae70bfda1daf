using Google.Cloud.Firestore.V1;
using Google.Protobuf;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>Tests how the service orders values and names.</summary>
public sealed class OrderTests(EmulatorFixture fixture) : FirestoreBehaviour(fixture)
{
    [Fact]
    public async Task Query_OrderedByAField_OrdersTypesThenValues()
    {
        Value[] ascending =
        [
            Values.Null,
            Values.Of(false), Values.Of(true),
            Double(double.NaN), Double(double.NegativeInfinity), Values.Of(-1), Double(0.5), Values.Of(1), Double(double.PositiveInfinity),
            Values.Of(DateTimeOffset.UnixEpoch), Values.Of(DateTimeOffset.UnixEpoch.AddTicks(TimeSpan.TicksPerMicrosecond)),
            Values.Of(""), Values.Of("A"), Values.Of("a"), Values.Of("aa"), Values.Of("é"), Values.Of("\uFFFD"), Values.Of("😀"),
            new() { BytesValue = ByteString.CopyFrom(1) }, new() { BytesValue = ByteString.CopyFrom(1, 0) },
            new() { ReferenceValue = Database.Name("a") }, new() { ReferenceValue = Database.Name("b") },
            new() { GeoPointValue = new LatLng { Latitude = 1, Longitude = 2 } },
            new() { GeoPointValue = new LatLng { Latitude = 2, Longitude = 1 } },
            Array(), Array(Values.Of(1)), Array(Values.Of(1), Values.Of(0)), Array(Values.Of(2)),
            Values.Map(), Values.Map(("a", Values.Of(2))),
            Values.Map(("a", Values.Of(2)), ("b", Values.Of(0))), Values.Map(("b", Values.Of(1))),
        ];
        var ids = Enumerable.Range(0, ascending.Length).Select(i => $"d{i:00}").ToList();

        // Written in descending order of names, so that an order by name does not pass for an order by value.
        await Database.CommitAsync(ids.Select((_, i) => Database.Set(ids[ids.Count - 1 - i], ("v", ascending[i]))));

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("v") } });
        var backwards = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("v", Direction.Descending) } });

        found.Should().Equal(Enumerable.Reverse(ids));
        backwards.Should().Equal(ids);
    }

    [Fact]
    public async Task Query_OrderedByNumbers_ComparesIntegersAndDoublesExactly()
    {
        const long Odd = (1L << 53) + 1;
        await Database.SetAsync("c", ("v", Double(1L << 53)));
        await Database.SetAsync("b", ("v", Values.Of(Odd)));
        await Database.SetAsync("a", ("v", Double((1L << 53) + 2)));

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("v") } });

        found.Should().Equal("c", "b", "a");
    }

    [Fact]
    public async Task Query_EqualOrderValues_OrdersByNameInTheSameDirection()
    {
        foreach (var (id, value) in new[] { ("b", Values.Of(5)), ("a", Double(5)), ("d", Double(-0.0)), ("c", Values.Of(0)) })
        {
            await Database.SetAsync(id, ("v", value));
        }

        var up = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("v") } });
        var down = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("v", Direction.Descending) } });

        up.Should().Equal("c", "d", "a", "b");
        down.Should().Equal("b", "a", "d", "c");
    }

    [Fact]
    public async Task Query_WithoutOrder_OrdersByNameNumericIdsFirstThenUtf8()
    {
        string[] ascending = ["__id-5__", "__id7__", "__id10__", "A", "a", "a0", "aa", "é", "\uFFFD", "😀"];
        await Database.CommitAsync(ascending.Reverse().Select(id => Database.Set(id)));

        var found = await Database.IdsAsync(Query());

        found.Should().Equal(ascending);
    }

    [Fact]
    public async Task Query_OrderedByAField_ExcludesDocumentsWithoutItButKeepsNull()
    {
        await Database.SetAsync("null", ("v", Values.Null));
        await Database.SetAsync("without");
        await Database.SetAsync("one", ("v", Values.Of(1)));

        var found = await Database.IdsAsync(new StructuredQuery(Query()) { OrderBy = { By("v") } });

        found.Should().Equal("null", "one");
    }
}
