using System.Globalization;
using AgentState.Internal.Sqlite;
using AgentState.TestKit;
using CsCheck;

namespace AgentState.Firestore.Tests;

/// <summary>Makes the same random calls on the embedded engine, the SQLite engine and the emulator, and compares every answer.</summary>
public sealed class DifferentialTests(EmulatorFixture fixture)
{
    /// <summary>Names the variable with the minimum number of calls; half of them use indexes, half scan.</summary>
    private const string OperationsVariable = "AGENTSTATE_DIFFERENTIAL_OPERATIONS";

    private const int DefaultOperations = 2_500;
    private const int LeastCalls = 20;
    private const int MostCalls = 60;

    [Theory, Trait("Guarantee", "P8"), Trait("Guarantee", "S1")]
    [InlineData("indexes", 0)]
    [InlineData("scans", int.MaxValue)]
    public async Task EveryVerb_RandomCalls_AnswersLikeTheEmulator(string way, int indexFrom)
    {
        var emulator = fixture.Emulator;
        var root = new DatabaseRoot(emulator.NewProjectId());
        await using var firestore = new FirestoreDocumentStore(FirestoreConnection.ToEmulator(emulator.Host, root));
        var calls = new RandomCalls(root).Round(LeastCalls, MostCalls);
        var rounds = (Operations() + (2 * LeastCalls) - 1) / (2 * LeastCalls);

        // Rounds do not overlap: they share the emulator's database, and each one clears it.
        await calls.SampleAsync(
            async round =>
            {
                await EmulatorDatabase.ClearAsync(emulator.Host, root, TestContext.Current.CancellationToken);
                var folder = Directory.CreateTempSubdirectory("agentstate-");
                try
                {
                    await using var embedded = new EmbeddedDocumentStore(root, TimeProvider.System, indexFrom);
                    await using var sqlite = new SqliteDocumentStore(
                        root, Path.Combine(folder.FullName, "state.db"), new SqliteOptions(), TimeProvider.System);
                    await CompareAsync(round, embedded, sqlite, firestore);
                }
                finally
                {
                    folder.Delete(recursive: true);
                }
            },
            iter: rounds,
            threads: 1,
            print: round => $"by {way}:\n" + string.Join("\n", round.Select(static (call, i) => $"{i}. {call}")));
    }

    private static async Task CompareAsync(
        DatabaseCall[] calls, IDocumentStore embedded, IDocumentStore sqlite, IDocumentStore firestore)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (left, middle, right) = (new Contestant(embedded), new Contestant(sqlite), new Contestant(firestore));

        for (var i = 0; i < calls.Length; i++)
        {
            var ours = await left.AnswerAsync(calls[i], cancellationToken);
            var stored = await middle.AnswerAsync(calls[i], cancellationToken);
            if (stored.Text != ours.Text)
            {
                throw DifferenceException.Of(i, calls[i], ("embedded", ours), ("SQLite", stored));
            }

            var theirs = await right.AnswerAsync(calls[i], cancellationToken);
            switch (KnownDifferences.Judge(calls[i], ours, theirs))
            {
                case Verdict.Different:
                    throw DifferenceException.Of(i, calls[i], ("embedded", ours), ("emulator", theirs));
                case Verdict.ExplainedAndOver:
                    return;
            }

            // By then, the clocks of the other engines have reached the next millisecond, too.
            if (calls[i] is DatabaseCall.Commit or DatabaseCall.Batch)
            {
                await EmulatorDatabase.NextMillisecondAsync(firestore, cancellationToken);
            }
        }
    }

    private static int Operations() =>
        int.TryParse(Environment.GetEnvironmentVariable(OperationsVariable), CultureInfo.InvariantCulture, out var count)
            ? count
            : DefaultOperations;
}
