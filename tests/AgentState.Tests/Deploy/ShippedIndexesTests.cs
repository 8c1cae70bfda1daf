using AgentState.TestKit;

namespace AgentState.Tests.Deploy;

/// <summary>What the deployed index file must and must not say.</summary>
public sealed class ShippedIndexesTests
{
    private static readonly IndexFile Shipped = IndexFile.Shipped;

    [Theory]
    [InlineData("tasks")]
    [InlineData("logs")]
    [Trait("Promise", "P21")]
    public void Shipped_ForDocumentsThatExpire_HasATtlOnExpireAt(string collection) =>
        Shipped.FieldOverrides.Should().ContainSingle(field => field.CollectionGroup == collection && field.Ttl == true)
            .Which.FieldPath.Should().Be("expireAt");

    // A TTL on expiresAt would delete the grant, and the refresh token with it.
    [Fact]
    [Trait("Promise", "K24")]
    public void Shipped_ForTokens_HasNoTtl() =>
        Shipped.FieldOverrides.Should().NotContain(field => field.CollectionGroup == "tokens" && field.Ttl == true);

    [Theory]
    [InlineData("accessToken")]
    [InlineData("refreshToken")]
    [InlineData("expiresAt")]
    [Trait("Promise", "K24")]
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
    [Trait("Promise", "T46")]
    public void Shipped_ForTaskFieldsThatNoQueryNeedsAlone_HasNoIndex(string field) => IndexesOf("tasks", field).Should().BeEmpty();

    [Fact]
    [Trait("Promise", "T46")]
    public void Shipped_Composites_AreEachThereOnce()
    {
        var composites = Shipped.Indexes.Select(index => index.ToString());

        composites.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    [Trait("Promise", "T46")]
    public void Shipped_Overrides_AreEachThereOnce() =>
        Shipped.FieldOverrides.Select(field => $"{field.CollectionGroup}.{field.FieldPath}").Should().OnlyHaveUniqueItems();

    private static IReadOnlyList<FieldIndex> IndexesOf(string collection, string field) =>
        Shipped.FieldOverrides.Should().ContainSingle(item => item.CollectionGroup == collection && item.FieldPath == field).Subject.Indexes;
}
