using System.Runtime.CompilerServices;
using AgentState.TestKit;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AgentState.Tests;

/// <summary>The point from which a listener resumes after its stream breaks.</summary>
public sealed class ListenResumeTests
{
    private static readonly ListenTarget Target = ListenTarget.OfDocument("projects/p/databases/d/documents/agents/a");

    private readonly ScriptedDocumentStore inner = new();
    private readonly FakeTimeProvider time = new() { AutoAdvanceAmount = TimeSpan.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "W2")]
    public async Task ListenAsync_AfterABreak_ResumesFromTheLatestToken()
    {
        Script([At(1, "one", "a1"), At(2, "two", "a1")], _ => Unavailable());
        Script([At(3, "three", "a3")], Forever);

        (await ToldAsync(2)).Should().Equal("+a1 | a1 @1", "a1>3 | a3 @3");

        inner.Listened.Select(target => target.ResumeFrom?.ResumeToken?.ToStringUtf8()).Should().Equal(null, "two");
    }

    [Fact, Trait("Guarantee", "W2")]
    public async Task ListenAsync_AfterSeveralFailedAttempts_KeepsTheResumeToken()
    {
        Script([At(1, "one", "a1")], _ => Unavailable());
        Script([], _ => Unavailable());
        Script([], _ => Unavailable());
        Script([At(3, "three")], Forever);

        (await ToldAsync(2)).Should().Equal("+a1 | a1 @1", "-a |  @3");

        inner.Listened.Select(target => target.ResumeFrom?.ResumeToken?.ToStringUtf8()).Should().Equal(null, "one", "one", "one");
    }

    [Fact, Trait("Guarantee", "W5")]
    public async Task ListenAsync_ResumeTokenRefused_ListsEverythingAgain()
    {
        Script([At(1, "one", "a1")], _ => Unavailable());
        Script([], _ => Task.FromException(new AgentStateException("The token has expired.")));
        Script([At(3, "three", "a1", "b1")], Forever);

        (await ToldAsync(2)).Should().Equal("+a1 | a1 @1", "+b1 | a1 b1 @3");

        inner.Listened.Select(target => target.ResumeFrom?.ResumeToken?.ToStringUtf8()).Should().Equal(null, "one", null);
    }

    [Fact, Trait("Guarantee", "W5")]
    public async Task ListenAsync_PermissionDenied_ThrowsToTheConsumer()
    {
        Script([At(1, "one", "a1")], _ => Unavailable());
        Script([], _ => Task.FromException(new StatePermissionException("no")));
        Script([], _ => Task.FromException(new StatePermissionException("no")));

        var listen = () => ToldAsync(2);

        await listen.Should().ThrowAsync<StatePermissionException>();
    }

    [Fact, Trait("Guarantee", "W5")]
    public async Task ListenAsync_ResumeTokenTooOld_IsNotSent()
    {
        Script([At(1, "one", "a1")], _ => AfterAsync(TimeSpan.FromMinutes(31)));
        Script([At(3, "three", "b1")], Forever);

        (await ToldAsync(2)).Should().Equal("+a1 | a1 @1", "-a +b1 | b1 @3");

        inner.Listened.Should().OnlyContain(target => target.ResumeFrom == null);
    }

    private async Task<List<string>> ToldAsync(int count)
    {
        var options = new RetryOptions { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) };
        var store = new RetryingDocumentStore(inner, options, new ListenerMonitor(time), time, NullLogger.Instance);
        var received = new List<string>();
        using var pacing = new Timer(_ => time.Advance(TimeSpan.FromMilliseconds(1)), state: null, dueTime: 1, period: 1);
        await foreach (var snapshot in store.ListenAsync(Target, Token))
        {
            received.Add(SnapshotText.Of(snapshot));
            if (received.Count == count)
            {
                break;
            }
        }

        return received;
    }

    private void Script(ListenSnapshot[] snapshots, Func<CancellationToken, Task> end) =>
        inner.Streams.Enqueue(token => Stream(snapshots, end, token));

    private static async IAsyncEnumerable<ListenSnapshot> Stream(
        ListenSnapshot[] snapshots, Func<CancellationToken, Task> end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var before = ListenSnapshot.Nothing;
        foreach (var snapshot in snapshots)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return snapshot with { Changes = ListenSnapshot.Compare(before, snapshot.Documents) };
            before = snapshot.Documents;
        }

        await end(cancellationToken);
    }

    private static ListenSnapshot At(long time, string place, params string[] documents)
    {
        var all = ListenSnapshot.Nothing.AddRange(
            documents.Select(text => KeyValuePair.Create(text[..1], WatchMessages.Document(text[..1], text[1] - '0'))));
        return new ListenSnapshot(all, [], WatchMessages.Time(time))
        {
            ResumeToken = ByteString.CopyFromUtf8(place),
        };
    }

    private static Task Unavailable() => Task.FromException(new StateUnavailableException("gone", mayHaveBeenApplied: false));

    private static Task Forever(CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    private async Task AfterAsync(TimeSpan silence)
    {
        await Task.Yield();
        time.Advance(silence);
        await Unavailable();
    }
}
