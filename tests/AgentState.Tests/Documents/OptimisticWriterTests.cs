using AgentState.Contracts;
using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Tests;

/// <summary>Optimistic writes of one or several documents in one commit, as batches over several services use them.</summary>
public sealed class OptimisticWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_AfterAConflictOnOneChange_AppliesAllTogether()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        test.Faults.Next(Verb.Commit, Fault.Before(() => SetAsync(test, "b", 5)));

        await test.Stack.Writer.WriteAsync([Add(test, "a", known: true), Add(test, "b", known: true)], Token);

        (await NumberAsync(test, "a"), await NumberAsync(test, "b")).Should().Be((1, 6));
    }

    [Fact]
    public async Task WriteAsync_AfterALostReply_RecognisesAllChangesByOneWriteId()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        test.Faults.Next(Verb.Commit, Fault.LoseReply);

        var results = await test.Stack.Writer.WriteAsync(
            [Add(test, "a", known: true), Add(test, "b", known: true) with { IsMine = found => found.Document is not null }], Token);

        results.Should().OnlyContain(result => result.Written == null);
        (await NumberAsync(test, "a"), await NumberAsync(test, "b")).Should()
            .Be((1, 1), "each change is applied once, although only one of them has a write id");
    }

    [Fact]
    public async Task WriteAsync_DecideReturnsNull_CommitsNothing()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());

        await test.Stack.Writer.WriteAsync(Add(test, "a", known: false) with { Decide = _ => null }, Token);

        test.Faults.Calls.Should().Equal(Verb.Get);
    }

    [Fact]
    public async Task WriteAsync_DocumentKeepsChanging_ThrowsConflictWithItsPath()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var number = 0;
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.Before(() => SetAsync(test, "a", ++number)) : null;

        var writer = new OptimisticWriter(test.Stack.Documents, TimeSpan.Zero, NullLogger.Instance);
        var write = () => writer.WriteAsync(Add(test, "a", known: false), Token);

        (await write.Should().ThrowAsync<StateConflictException>()).Which.Path.Should().Be("tasks/a");
        test.Faults.Calls.Count(verb => verb is Verb.Commit).Should().Be(12, "the timeout does not reduce the number of attempts");
    }

    [Fact]
    public async Task WriteAsync_ReadBackFails_ReportsThatItMayHaveBeenApplied()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        test.Faults.Next(Verb.Commit, Fault.LoseReply);
        test.Faults.Otherwise = verb => verb is Verb.Get ? Fault.LoseReply : null;

        var write = () => test.Stack.Writer.WriteAsync(Add(test, "a", known: true), Token);

        (await write.Should().ThrowAsync<StateUnavailableException>()).Which.MayHaveBeenApplied.Should().BeTrue();
    }

    [Fact]
    public async Task WriteAsync_BlindChange_CommitsWithoutARead()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());

        await test.Stack.Writer.WriteAsync(StateChange.Blind(Writes.Patch(test.NameOf("a"), [new("n", Values.Of(7))], ["n"])), Token);

        test.Faults.Calls.Should().Equal(Verb.Commit);
        (await NumberAsync(test, "a")).Should().Be(7);
    }

    [Fact]
    public async Task WriteAsync_BlindChangeOfMissingDocument_FailsAllAndNamesIt()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var blind = StateChange.Blind(Writes.Patch(test.NameOf("missing"), [], []).IfExists());

        var write = () => test.Stack.Writer.WriteAsync([Add(test, "a", known: true), blind], Token);

        (await write.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("tasks/missing");
        (await test.AllStoredAsync(Token)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteAsync_RetryWithPiggybackedWrite_AppliesItOnce(bool lost)
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        await SetAsync(test, "total", 10);
        test.Faults.Next(Verb.Commit, lost ? Fault.LoseReply : Fault.Before(() => SetAsync(test, "a", 5)));

        var result = await test.Stack.Writer.WriteAsync(
            Add(test, "a", known: true) with
            {
                IsMine = found => found.Document is not null,
                PiggybackedWrite = _ => Ride(test, "total", required: true),
            },
            Token);

        result.IsOurs.Should().BeTrue();
        (await NumberAsync(test, "total")).Should().Be(11);
        (await NumberAsync(test, "a")).Should().Be(lost ? 1 : 6);
    }

    [Fact]
    public async Task WriteAsync_PiggybackedDocumentMissing_SkipsOptionalFailsRequired()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());

        await test.Stack.Writer.WriteAsync(
            Add(test, "a", known: true) with { PiggybackedWrite = _ => Ride(test, "missing", required: false) }, Token);
        var write = () => test.Stack.Writer.WriteAsync(
            Add(test, "b", known: true) with { PiggybackedWrite = _ => Ride(test, "missing", required: true) }, Token);

        (await write.Should().ThrowAsync<StateNotFoundException>()).Which.Path.Should().Be("tasks/missing");
        (await test.AllStoredAsync(Token)).Select(document => DatabaseRoot.IdOf(document.Name)).Should().Equal("a");
    }

    [Fact]
    public async Task WriteAsync_RepeatOfAnAppliedSet_ReadsAndWritesNothing()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var set = new ChangeSet(
            [
                StateChange.Create(Writes.Create(test.NameOf("created"), [])),
                StateChange.Blind(Writes.Patch(test.NameOf("b"), [new("n", Values.Of(1))], ["n"])),
            ],
            test.Stack.Documents.Root);
        test.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseReply : Fault.LoseRequest;
        var write = () => test.Stack.Writer.WriteAsync(set, Token);
        await write.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;
        await SetAsync(test, "b", 5);
        var calls = test.Faults.Calls.Count;

        var results = await write();

        results.Should().OnlyContain(result => result.IsOurs && result.Written == null);
        test.Faults.Calls.Skip(calls).Should().Equal(Verb.Get);
        (await NumberAsync(test, "b")).Should().Be(5, "the later write of another process is not overwritten");
    }

    [Fact]
    public async Task WriteAsync_RepeatOfASetThatWasLost_Writes()
    {
        var test = QueueUnderTest.Over(await Embedded.CreateAsync());
        var set = new ChangeSet([StateChange.Create(Writes.Create(test.NameOf("created"), []))], test.Stack.Documents.Root);
        test.Faults.Otherwise = _ => Fault.LoseRequest;
        var write = () => test.Stack.Writer.WriteAsync(set, Token);
        await write.Should().ThrowAsync<StateUnavailableException>();
        test.Faults.Otherwise = _ => null;

        var results = await write();

        results.Should().ContainSingle().Which.Written.Should().NotBeNull();
        (await test.AllStoredAsync(Token)).Should().ContainSingle();
    }

    private static PiggybackedWrite Ride(QueueUnderTest test, string id, bool required)
    {
        var write = Writes.Patch(test.NameOf(id), [], []).IfExists();
        write.UpdateTransforms.Add(new DocumentTransform.Types.FieldTransform { FieldPath = "n", Increment = Values.Of(1) });
        return new PiggybackedWrite(write, required);
    }

    private static StateChange Add(QueueUnderTest test, string id, bool known) => new()
    {
        Name = test.NameOf(id),
        Known = known ? new DocumentSnapshot(test.NameOf(id), Document: null) : null,
        Decide = snapshot => Writes.Patch(
            snapshot.Name, [new("n", Values.Of((snapshot.Document?.Fields["n"].IntegerValue ?? 0) + 1))], ["n"]),
    };

    private static Task SetAsync(QueueUnderTest test, string id, int number) =>
        test.PatchRawAsync(id, new Dictionary<string, Value?> { ["n"] = Values.Of(number) }, Token);

    private static async Task<long> NumberAsync(QueueUnderTest test, string id) =>
        (await test.StoredAsync(id, Token)).Fields["n"].IntegerValue;
}
