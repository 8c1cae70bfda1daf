using Google.Cloud.Firestore.V1;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: gets, commits and batch writes.</summary>
public abstract class DocumentStoreContract : Contract
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P8")]
    public async Task GetAsync_OfManyNames_KeepsOrderAndDuplicates()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("b", ("n", Values.Of(2)));
        await documents.SetAsync("a", ("n", Values.Of(1)));
        string[] names = [documents.Name("b"), documents.Name("none"), documents.Name("a"), documents.Name("b")];

        var snapshots = await documents.Engine.GetAsync(names, Cancellation);

        snapshots.Select(static snapshot => snapshot.Name).Should().Equal(names);
        snapshots.Select(static snapshot => snapshot.Document?.Fields["n"].IntegerValue).Should().Equal(2L, null, 1L, 2L);
        snapshots.Should().OnlyContain(static snapshot => snapshot.ReadTime != null);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_OfCreateOfExistingDocument_ReturnsAlreadyExists()
    {
        var documents = await CreateAsync();
        var create = Writes.Create(documents.Name("a"), [new("n", Values.Of(1))]);
        await documents.CommitAsync(create);

        var outcome = await documents.CommitAsync(Writes.Create(documents.Name("a"), [new("n", Values.Of(2))]));

        outcome.Should().BeEquivalentTo(CommitOutcome.Conflict(ConflictKind.AlreadyExists));
        (await documents.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_RequiringAnAbsentDocument_ReturnsMissing()
    {
        var documents = await CreateAsync();
        var set = documents.Set("a");
        var patch = documents.Patch("a", ["n"]);
        var delete = documents.Delete("a");

        foreach (var write in new[] { set, patch, delete })
        {
            write.CurrentDocument = new Precondition { Exists = true };
            var outcome = await documents.CommitAsync(write);

            outcome.Should().BeEquivalentTo(CommitOutcome.Conflict(ConflictKind.Missing));
        }

        (await documents.FindAsync("a")).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_WithVersion_AppliesOnlyOnce()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a", ("n", Values.Of(1)));
        Write IfVersion(int n)
        {
            var write = documents.Set("a", ("n", Values.Of(n)));
            write.CurrentDocument = new Precondition { UpdateTime = version };
            return write;
        }

        var first = await documents.CommitAsync(IfVersion(2));
        var second = await documents.CommitAsync(IfVersion(3));

        first.Kind.Should().Be(OutcomeKind.Applied);
        second.Should().BeEquivalentTo(CommitOutcome.Conflict(ConflictKind.Version));
        (await documents.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(2);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_WithVersionOfDeletedDocument_ReturnsVersionConflict()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a");
        await documents.CommitAsync(documents.Delete("a"));
        var write = documents.Set("a");
        write.CurrentDocument = new Precondition { UpdateTime = version };

        var outcome = await documents.CommitAsync(write);

        outcome.Should().BeEquivalentTo(CommitOutcome.Conflict(ConflictKind.Version));
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_WithVersionFinerThanMicroseconds_Throws()
    {
        var documents = await CreateAsync();
        var write = documents.Set("a");
        write.CurrentDocument = new Precondition { UpdateTime = new Timestamp { Seconds = 1, Nanos = 1 } };

        var commit = () => documents.CommitAsync(write);

        await commit.Should().ThrowExactlyAsync<AgentStateException>();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_WithOneConflict_WritesNothing()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("taken");

        var outcome = await documents.CommitAsync(
            documents.Set("other"), Writes.Create(documents.Name("taken"), []), documents.Set("third"));

        outcome.Kind.Should().Be(OutcomeKind.Conflict);
        (await documents.FindAsync("other")).Should().BeNull();
        (await documents.FindAsync("third")).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_OfTwoWritesToOneDocument_AppliesInOrderAsOneVersion()
    {
        var documents = await CreateAsync();

        var outcome = await documents.CommitAsync(
            documents.Set("a", ("n", Values.Of(1)), ("gone", Values.Of(true))),
            documents.Patch("a", ["n", "gone"], ("n", Values.Of(2))));

        var document = await documents.GetAsync("a");
        document.Fields.Should().ContainSingle().Which.Value.IntegerValue.Should().Be(2);
        outcome.Results.Should().OnlyContain(result => result.UpdateTime.Equals(document.UpdateTime));
        outcome.CommitTime.Should().Be(document.UpdateTime);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_WithoutChange_KeepsVersion()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a", ("n", Values.Of(1)), ("x", DocumentsUnderTest.Double(double.NaN)));

        var same = await documents.CommitAsync(documents.Set("a", ("x", DocumentsUnderTest.Double(double.NaN)), ("n", Values.Of(1))));
        var verify = await documents.CommitAsync(documents.Patch("a", []));
        var equalButOther = await documents.CommitAsync(documents.Patch("a", ["n"], ("n", DocumentsUnderTest.Double(1))));

        same.Results[0].UpdateTime.Should().Be(version);
        verify.Results[0].UpdateTime.Should().Be(version);
        equalButOther.Results[0].UpdateTime.Should().NotBe(version, "1 and 1.0 are equal but not identical");
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_OfReplace_KeepsCreateTime()
    {
        var documents = await CreateAsync();
        var created = await documents.SetAsync("a", ("n", Values.Of(1)));

        var replaced = await documents.SetAsync("a", ("n", Values.Of(2)));

        var document = await documents.GetAsync("a");
        document.CreateTime.Should().Be(created);
        document.UpdateTime.Should().Be(replaced);
        replaced.ToDateTimeOffset().Should().BeAfter(created.ToDateTimeOffset());
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_OfDelete_DeletesAndReturnsNoVersion()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("a");

        var outcome = await documents.CommitAsync(documents.Delete("a"), documents.Delete("none"));

        outcome.Kind.Should().Be(OutcomeKind.Applied);
        outcome.Results.Should().HaveCount(2).And.OnlyContain(static result => result.UpdateTime == null);
        (await documents.FindAsync("a")).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task BatchWriteAsync_WithConflicts_AppliesTheOthers()
    {
        var documents = await CreateAsync();
        await documents.SetAsync("taken");
        var mustExist = documents.Set("none");
        mustExist.CurrentDocument = new Precondition { Exists = true };

        var outcomes = await documents.BatchAsync(
            documents.Set("a"), Writes.Create(documents.Name("taken"), []), mustExist, documents.Set("b"));

        outcomes.Select(static outcome => (outcome.Kind, outcome.ConflictKind)).Should().Equal(
            (OutcomeKind.Applied, null),
            (OutcomeKind.Conflict, ConflictKind.AlreadyExists),
            (OutcomeKind.Conflict, ConflictKind.Missing),
            (OutcomeKind.Applied, null));
        (await documents.GetAsync("b")).UpdateTime.Should().Be(outcomes[3].Result!.UpdateTime);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task BatchWriteAsync_NamingADocumentTwice_Throws()
    {
        var documents = await CreateAsync();

        var batch = () => documents.BatchAsync(documents.Set("a"), documents.Set("a"));

        await batch.Should().ThrowExactlyAsync<AgentStateException>();
        (await documents.FindAsync("a")).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task CommitAsync_FiftyAtOnceOnOneVersion_AppliesExactlyOne()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a", ("winner", Values.Of(-1)));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            var write = documents.Set("a", ("winner", Values.Of(i)));
            write.CurrentDocument = new Precondition { UpdateTime = version };
            return await documents.CommitAsync(write);
        }));

        var winner = outcomes.Select(static (outcome, i) => (outcome, i)).Should()
            .ContainSingle(static entry => entry.outcome.Kind == OutcomeKind.Applied).Which.i;
        outcomes.Where(static outcome => outcome.Kind != OutcomeKind.Applied).Should()
            .OnlyContain(static outcome => outcome.ConflictKind == ConflictKind.Version);
        (await documents.GetAsync("a")).Fields["winner"].IntegerValue.Should().Be(winner);
    }

    [Fact, Trait("Guarantee", "P8")]
    public async Task QueryAsync_AfterCommit_HasReadTimeAtOrAfterIt()
    {
        var documents = await CreateAsync();
        var version = await documents.SetAsync("a");

        var query = await documents.Engine.QueryAsync(
            documents.Engine.Root.Parent, new DocumentQuery(DocumentsUnderTest.Collection).Build(), Cancellation);
        var empty = await documents.Engine.QueryAsync(documents.Engine.Root.Parent, new DocumentQuery("nothing").Build(), Cancellation);

        query.ReadTime.ToDateTimeOffset().Should().BeOnOrAfter(version.ToDateTimeOffset());
        empty.Documents.Should().BeEmpty();
        empty.ReadTime.ToDateTimeOffset().Should().BeOnOrAfter(version.ToDateTimeOffset());
    }

    private async Task<DocumentsUnderTest> CreateAsync() => new(await CreateEngineAsync());
}
