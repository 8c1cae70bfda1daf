using System.Net.Sockets;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Time.Testing;
using FieldTransform = Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform;

namespace AgentState.Sqlite.Tests;

/// <summary>Several stores over one file: each sees the commits of the others, and its listeners report them.</summary>
/// <remarks>The clock of the listeners stands still, so that none reads again without a change.</remarks>
public sealed class SeveralStoresTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S3")]
    public async Task CommitAsync_InTwoStores_IsSeenByBothInOneOrder()
    {
        await using var folder = new DatabaseFolder();
        var (first, second) = (new DocumentsUnderTest(folder.Open()), new DocumentsUnderTest(folder.Open()));
        var version = await first.SetAsync("a", ("n", Values.Of(1)));

        await second.SetAsync("a", ("n", Values.Of(2)));
        var stale = first.Set("a", ("n", Values.Of(3)));
        stale.CurrentDocument = new Precondition { UpdateTime = version };

        (await first.CommitAsync(stale)).ConflictKind.Should().Be(ConflictKind.Version);
        (await first.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(2);
        (await second.GetAsync("a")).Fields["n"].IntegerValue.Should().Be(2);
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task CommitAsync_ManyAtOnceInTwoStores_LosesNoIncrement()
    {
        await using var folder = new DatabaseFolder();
        DocumentsUnderTest[] stores = [new(folder.Open()), new(folder.Open())];

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
        {
            var store = stores[number % 2];
            return store.CommitAsync(store.Transform("counter", new FieldTransform { FieldPath = "n", Increment = Values.Of(1) }));
        }));

        (await stores[0].GetAsync("counter")).Fields["n"].IntegerValue.Should().Be(200);
    }

    [Theory, Trait("Guarantee", "S3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Listener_OverCommitsOfAnotherStore_ReportsEachChange(bool useSocket)
    {
        await using var folder = new DatabaseFolder();
        var writer = new DocumentsUnderTest(folder.Open());
        await using var listener = await ListenAsync(folder, useSocket);

        await writer.SetAsync("a", ("n", Values.Of(1)));
        (await listener.NextAsync()).Changes.Should().ContainSingle().Which.Before.Should().BeNull();
        await writer.SetAsync("a", ("n", Values.Of(2)));
        (await listener.NextAsync()).Changes.Should().ContainSingle().Which.After!.Fields["n"].IntegerValue.Should().Be(2);
        await writer.CommitAsync(writer.Delete("a"));
        (await listener.NextAsync()).Documents.Should().BeEmpty();
    }

    // The changes are stored by path. An id may contain any character except a slash.
    [Theory, Trait("Guarantee", "S3")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("\n")]
    public async Task Listener_ToADocumentWithAnOddId_ReportsItsChange(string id)
    {
        await using var folder = new DatabaseFolder();
        var writer = new DocumentsUnderTest(folder.Open());
        await using var listener = await SnapshotReader.OpenAsync(
            folder.Open(time: new FakeTimeProvider(), useSocket: false), ListenTarget.OfDocument(writer.Name(id)));

        await writer.SetAsync(id);

        (await listener.NextAsync()).Documents.Should().ContainKey(writer.Name(id));
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task Listener_BesideADocumentWithAnOddId_ReportsItsOwnChange()
    {
        await using var folder = new DatabaseFolder();
        var writer = folder.Open();
        await using var listener = await ListenAsync(folder, useSocket: false);

        var odd = Writes.Create(writer.Root.Document("others", "a\nb"), []);
        var own = Writes.Create(writer.Root.Document(DocumentsUnderTest.Collection, "a"), []);
        await writer.CommitAsync([odd, own], Token);

        (await listener.NextAsync()).Documents.Should().ContainSingle();
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task Listener_WhoseSocketIsGone_StillReportsChanges()
    {
        await using var folder = new DatabaseFolder();
        var writer = new DocumentsUnderTest(folder.Open());
        await using var listener = await ListenAsync(folder, useSocket: true);
        SkipWithoutSocket(folder);
        File.Delete(folder.Sockets.Single());

        await writer.SetAsync("a");

        (await listener.NextAsync()).Documents.Should().ContainSingle();
        await HasNoListenerAsync(folder);
        await writer.SetAsync("b");
        (await listener.NextAsync()).Documents.Should().HaveCount(2);
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task CommitAsync_WithAListenerInAnotherStore_SendsADatagram()
    {
        await using var folder = new DatabaseFolder();
        var writer = new DocumentsUnderTest(folder.Open());
        using var socket = Bind(folder, "state.db-test.sock");
        folder.Execute("INSERT INTO listeners (address) VALUES ('state.db-test.sock')");

        await writer.SetAsync("a");

        var received = await socket.ReceiveAsync(new byte[16], SocketFlags.None, Token).AsTask().WaitAsync(Eventually.Patience, Token);
        received.Should().Be(1, "a datagram has no content; what changed is read from the file");
        folder.Number("SELECT count(*) FROM listeners").Should().Be(1, "the process is alive");
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task CommitAsync_WithASocketOfNoProcess_RemovesIt()
    {
        await using var folder = new DatabaseFolder();
        var writer = new DocumentsUnderTest(folder.Open());
        using (Bind(folder, "state.db-bound.sock"))
        {
            // Closing a socket deletes the file that it was bound to. A killed process does not close it.
            File.Move(Path.Combine(folder.Folder, "state.db-bound.sock"), Path.Combine(folder.Folder, "state.db-ended.sock"));
        }

        folder.Sockets.Should().ContainSingle();
        folder.Execute("INSERT INTO listeners (address) VALUES ('state.db-ended.sock'), ('state.db-missing.sock')");

        await writer.SetAsync("a");

        await HasNoListenerAsync(folder);
        folder.Sockets.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "S3")]
    public async Task Dispose_OfAListeningStore_DeletesItsSocket()
    {
        await using var folder = new DatabaseFolder();
        await using (await ListenAsync(folder, useSocket: true))
        {
            SkipWithoutSocket(folder);
        }

        await folder.CloseAsync();

        folder.Sockets.Should().BeEmpty();
    }

    private static Task<SnapshotReader> ListenAsync(DatabaseFolder folder, bool useSocket) =>
        SnapshotReader.OpenAsync(folder.Open(time: new FakeTimeProvider(), useSocket: useSocket), DocumentsUnderTest.Collection);

    // The row is removed by a transaction after the commit that found no process.
    private static Task HasNoListenerAsync(DatabaseFolder folder) => Eventually.TrueAsync(
        () => folder.Number("SELECT count(*) FROM listeners") == 0, Eventually.Patience, Token);

    private static Socket Bind(DatabaseFolder folder, string name)
    {
        Assert.SkipUnless(Socket.OSSupportsUnixDomainSockets && !OperatingSystem.IsWindows(), "The system has no unix datagram sockets.");
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(folder.Folder, name)));
        return socket;
    }

    private static void SkipWithoutSocket(DatabaseFolder folder) =>
        Assert.SkipWhen(folder.Sockets.Count == 0, "The system has no unix datagram sockets, or the path is too long for one.");
}
