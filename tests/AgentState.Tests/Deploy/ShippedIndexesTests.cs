using AgentState.TestKit;

namespace AgentState.Tests.Deploy;

/// <summary>The deployed index file has the indexes that the queries need, and no other.</summary>
public sealed class ShippedIndexesTests
{
    private static readonly IndexFile Shipped = IndexFile.Shipped;

    /// <summary>The shape of every query that the library sends.</summary>
    private static readonly QueryShape[] Sent =
    [
        .. new[]
        {
            TaskQueries.Claimable("type", new ClaimProbe(1)),
            TaskQueries.Claimable("type", new ClaimProbe(1, Assignment: new PartitionAssignment(2, 0))),
            TaskQueries.PendingOf("type").Build(),
            TaskQueries.PendingInOrder("type").Build(),
            TaskQueries.NextDue().Build(),
            TaskQueries.NextRunOut(DateTimeOffset.UnixEpoch).Build(),
            TaskQueries.Listed(TaskFilter.ByStatus(AgentTaskStatus.Pending)).Build(),
            TaskQueries.Listed(TaskFilter.ByType("type", AgentTaskStatus.Pending)).Build(),
            TaskQueries.Listed(TaskFilter.ByAssignee("agent", AgentTaskStatus.Pending)).Build(),
            TaskQueries.Listed(TaskFilter.ByCreator("agent")).Build(),
            TaskQueries.Listed(TaskFilter.ByUser("user")).Build(),
            TaskQueries.Holders(["name"]),
            TaskQueries.CancelRequests("agent", DateTimeOffset.UnixEpoch).Build(),
            TaskQueries.Due(DateTimeOffset.UnixEpoch).Build(),
            TaskQueries.RunOut(DateTimeOffset.UnixEpoch).Build(),
            TaskQueries.WorkedOnSince(DateTimeOffset.UnixEpoch).Build(),
            ActivityQueries.Listed(ActivityFilter.All).Build(),
            ActivityQueries.Listed(ActivityFilter.ByAgent("agent")).Build(),
            ActivityQueries.Listed(ActivityFilter.ByLevel(ActivityLevel.Warn)).Build(),
            ActivityQueries.Listed(ActivityFilter.ByAgent("agent", ActivityLevel.Error)).Build(),
            ActivityQueries.Listed(ActivityFilter.ByAction("action")).Build(),
            ActivityQueries.Listed(ActivityFilter.ByAction("action", "agent")).Build(),
            UserQueries.Listed(UserFilter.All).Build(),
            UserQueries.Listed(UserFilter.ByTier(UserTier.Pro)).Build(),
            UserQueries.Tasks("user").Build(),
            UserQueries.TasksCreated("user").Build(),
            UserQueries.Entries("user").Build(),
            AgentQueries.Listed(AgentFilter.All).Build(),
            AgentQueries.Listed(AgentFilter.ByType("type")).Build(),
            AgentQueries.Listed(AgentFilter.ByStatus(AgentStatus.Idle)).Build(),
            AgentQueries.Listed(AgentFilter.ByType("type", AgentStatus.Idle)).Build(),
            AgentQueries.InstancesOfOne(limit: 1).Build(),
            AgentQueries.AllInstances(new DatabaseRoot("p")).Build(),
            AgentQueries.AliveInstances(new DatabaseRoot("p"), DateTimeOffset.UnixEpoch).Build(),
            AgentQueries.SilentInstances(new DatabaseRoot("p"), DateTimeOffset.UnixEpoch, limit: 1).Build(),
        }.Select(query => QueryShape.Of(query, aggregated: [])),
    ];

    [Fact]
    [Trait("Guarantee", "P21")]
    [Trait("Guarantee", "T39")]
    [Trait("Guarantee", "T46")]
    public void Shipped_ForEveryQuery_HasAnIndex() =>
        Sent.Select(shape => IndexCheck.Missing(Shipped, shape)).Should().OnlyContain(missing => missing == null);

    // Firestore bills every write of an index, including an index that no query needs.
    [Fact]
    [Trait("Guarantee", "T46")]
    public void Shipped_WithoutOneComposite_LeavesAQueryUnserved() =>
        Shipped.Indexes
            .Where(index => Sent.All(shape =>
                IndexCheck.Missing(Shipped with { Indexes = [.. Shipped.Indexes.Where(other => other != index)] }, shape) is null))
            .Should().BeEmpty();

    [Theory]
    [InlineData("tasks", typeof(TaskFields))]
    [InlineData("taskTypes", typeof(TaskTypeFields))]
    [InlineData("slots", typeof(SlotFields))]
    [InlineData("agents", typeof(AgentFields))]
    [InlineData("instances", typeof(InstanceFields))]
    [InlineData("users", typeof(UserFields))]
    [InlineData("logs", typeof(ActivityFields))]
    [Trait("Guarantee", "T46")]
    public void Shipped_ForFieldsThatNoQueryNeeds_HasNoIndex(string collection, Type names)
    {
        var fields = names.GetFields().Select(field => (string)field.GetRawConstantValue()!);
        var needed = Sent
            .Where(shape => shape.CollectionGroup == collection)
            .SelectMany(shape => shape.Equal.Concat(shape.Orders.Select(order => order.FieldPath)));
        var exempt = Shipped.FieldOverrides.Where(field => field.CollectionGroup == collection && field.Indexes.Count == 0);

        fields.Should().NotBeEmpty();
        fields.Except(needed).Except(exempt.Select(field => field.FieldPath)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("tasks")]
    [InlineData("logs")]
    [InlineData("instances")]
    [Trait("Guarantee", "P21")]
    public void Shipped_ForCollectionsThatExpire_HasATtlOnExpireAt(string collection) =>
        Shipped.FieldOverrides.Should().ContainSingle(field => field.CollectionGroup == collection && field.Ttl == true)
            .Which.FieldPath.Should().Be("expireAt");

    // A TTL on expiresAt would delete the grant together with its refresh token.
    [Fact]
    [Trait("Guarantee", "K24")]
    public void Shipped_ForTokens_HasNoTtl() =>
        Shipped.FieldOverrides.Should().NotContain(field => field.CollectionGroup == "tokens" && field.Ttl == true);

    [Theory]
    [InlineData("accessToken")]
    [InlineData("refreshToken")]
    [InlineData("expiresAt")]
    [Trait("Guarantee", "K24")]
    public void Shipped_ForTokenFields_HasNoIndex(string field) => IndexesOf("tokens", field).Should().BeEmpty();

    [Theory]
    [InlineData("payload")]
    [InlineData("result")]
    [InlineData("error")]
    [InlineData("errors")]
    [InlineData("checkpoint")]
    [InlineData("progress")]
    [InlineData("reply")]
    [InlineData("usage")]
    [InlineData("claimToken")]
    [InlineData("lastEnded")]
    [InlineData("leaseExpiresAt")]
    [InlineData("traceparent")]
    [InlineData("createdAt")]
    [InlineData("updatedAt")]
    [InlineData("runAt")]
    [InlineData("expireAt")]
    [Trait("Guarantee", "T46")]
    public void Shipped_ForTaskFieldsWithoutASingleFieldQuery_HasNoIndex(string field) => IndexesOf("tasks", field).Should().BeEmpty();

    [Fact]
    [Trait("Guarantee", "T46")]
    public void Shipped_Composites_AreUnique()
    {
        var composites = Shipped.Indexes.Select(index => index.ToString());

        composites.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    [Trait("Guarantee", "T46")]
    public void Shipped_Overrides_AreUnique() =>
        Shipped.FieldOverrides.Select(field => $"{field.CollectionGroup}.{field.FieldPath}").Should().OnlyHaveUniqueItems();

    private static IReadOnlyList<FieldIndex> IndexesOf(string collection, string field) =>
        Shipped.FieldOverrides.Should()
            .ContainSingle(item => item.CollectionGroup == collection && item.FieldPath == field).Subject.Indexes;
}
