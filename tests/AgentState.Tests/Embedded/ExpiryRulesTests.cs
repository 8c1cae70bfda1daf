using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>The rules by which an engine deletes expired documents are those of the shipped index file.</summary>
public sealed class ExpiryRulesTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly DatabaseRoot Root = new("p", parentPath: "envs/staging");

    private static IEnumerable<string> FieldsOfTheRules => ExpiryRules.CollectionIds.Select(static id => $"{id}.{ExpiryRules.Field}");

    [Fact, Trait("Guarantee", "P8")]
    public void CollectionIds_AreThoseWithATtlInTheShippedFile() =>
        TtlFields(IndexFile.Shipped).Should().BeEquivalentTo(FieldsOfTheRules);

    // The test above must be able to fail: this one checks that it finds a policy without a rule.
    [Fact]
    public void TtlFields_OfAFileWithAnotherPolicy_DifferFromTheRules()
    {
        var other = new FieldOverride { CollectionGroup = "tokens", FieldPath = "expiresAt", Ttl = true, Indexes = [] };
        var file = IndexFile.Shipped with { FieldOverrides = [.. IndexFile.Shipped.FieldOverrides, other] };

        TtlFields(file).Except(FieldsOfTheRules).Should().Equal("tokens.expiresAt");
    }

    [Theory, Trait("Guarantee", "P8")]
    [InlineData("tasks/t", true)]
    [InlineData("logs/l", true)]
    [InlineData("agents/a/instances/i", true)]
    [InlineData("agents/a", false)]
    [InlineData("users/u", false)]
    [InlineData("tokens/t", false)]
    [InlineData("tasks/t/attempts/1", false)]
    [InlineData("Tasks/t", false)]
    public void ExpiresAt_WithATimestamp_DependsOnTheCollection(string path, bool expires) =>
        ExpiryRules.ExpiresAt(Stored(path, (ExpiryRules.Field, Values.Of(Time)))).Should().Be(expires ? Time : null);

    public static TheoryData<string> OtherFields => [.. Others.Keys];

    private static Dictionary<string, (string Name, Value Value)> Others { get; } = new()
    {
        ["no field"] = ("status", Values.Of("done")),
        ["null"] = (ExpiryRules.Field, Values.Null),
        ["a text"] = (ExpiryRules.Field, Values.Of("2020-01-01T00:00:00Z")),
        ["a number"] = (ExpiryRules.Field, Values.Of(1)),
        ["an array"] = (ExpiryRules.Field, Values.Of([Values.Of(Time)])),
        ["a map"] = ("m", Values.Map((ExpiryRules.Field, Values.Of(Time)))),
        ["another name"] = ("expiresAt", Values.Of(Time)),
    };

    [Theory, Trait("Guarantee", "P8")]
    [MemberData(nameof(OtherFields))]
    public void ExpiresAt_WithoutATimestamp_IsNull(string kind) =>
        ExpiryRules.ExpiresAt(Stored("tasks/t", Others[kind])).Should().BeNull();

    [Fact, Trait("Guarantee", "P8")]
    public void FindDue_AfterReplacements_UsesTheLastTimes()
    {
        var expiring = new ExpiringDocuments();
        var (first, second, later) = (Expiring("a", Time), Expiring("b", Time.AddSeconds(-1)), Expiring("a", Time.AddHours(1)));
        expiring.Replace(null, first);
        expiring.Replace(null, second);
        expiring.Replace(first, later);
        expiring.Replace(null, Stored("users/u", (ExpiryRules.Field, Values.Of(Time))));

        var now = Time + ExpiryRules.Grace + TimeSpan.FromSeconds(1);
        expiring.FindDue(now).Should().Equal(second.Name);
        expiring.Replace(second, null);
        expiring.Count.Should().Be(1);

        expiring.FindDue(now.AddHours(1)).Should().Equal(later.Name);
        expiring.Replace(later, Stored("tasks/a", ("status", Values.Of("pending"))));
        expiring.Count.Should().Be(0);
    }

    [Fact, Trait("Guarantee", "P8")]
    public void FindDue_UntilTheGraceEnds_IsEmpty()
    {
        var expiring = new ExpiringDocuments();
        expiring.Replace(null, Expiring("a", Time));

        expiring.FindDue(Time + ExpiryRules.Grace).Should().BeEmpty();
        expiring.FindDue(Time + ExpiryRules.Grace + ExpiryRules.Interval).Should().HaveCount(1);
    }

    [Fact, Trait("Guarantee", "P8")]
    public void FindDue_ManyDocuments_ContinuesBeforeTheInterval()
    {
        var expiring = new ExpiringDocuments();
        var documents = Enumerable.Range(0, ExpiryRules.MaxDocuments + 1).Select(static i => Expiring($"t{i:0000}", Time)).ToArray();
        foreach (var document in documents)
        {
            expiring.Replace(null, document);
        }

        var now = Time.AddHours(1);
        var first = expiring.FindDue(now);
        foreach (var document in documents.Take(ExpiryRules.MaxDocuments))
        {
            expiring.Replace(document, null);
        }

        first.Should().Equal(documents.Take(ExpiryRules.MaxDocuments).Select(static document => document.Name));
        expiring.FindDue(now).Should().Equal(documents[^1].Name);
        expiring.FindDue(now).Should().BeEmpty("the last search found all, so the next one waits for the interval");
    }

    private static IEnumerable<string> TtlFields(IndexFile file) =>
        file.FieldOverrides.Where(static field => field.Ttl == true).Select(static field => $"{field.CollectionGroup}.{field.FieldPath}");

    private static StoredDocument Expiring(string id, DateTimeOffset at) => Stored($"tasks/{id}", (ExpiryRules.Field, Values.Of(at)));

    private static StoredDocument Stored(string path, (string Name, Value Value) field) => new(new Document
    {
        Name = $"{Root.Parent}/{path}",
        Fields = { [field.Name] = field.Value },
    });
}
