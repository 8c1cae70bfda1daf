using System.Globalization;
using AgentState.Internal.Engines.Embedded;
using AgentState.TestKit;
using CsCheck;

namespace AgentState.Sqlite.Tests;

/// <summary>Makes the same random calls on the SQLite engine and on the embedded engine, and compares every answer.</summary>
/// <remarks>Both engines read the same clock, which advances with each write.</remarks>
public sealed class SqliteDifferentialTests
{
    /// <summary>Names the variable with the minimum number of calls; half of them use indexes, half scan.</summary>
    private const string OperationsVariable = "AGENTSTATE_DIFFERENTIAL_OPERATIONS";

    private const int DefaultOperations = 3_000;
    private const int LeastCalls = 20;
    private const int MostCalls = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, Trait("Guarantee", "S1"), Trait("Guarantee", "S2")]
    [InlineData("indexes", true)]
    [InlineData("scans", false)]
    public async Task EveryVerb_RandomCalls_AnswersLikeTheEmbeddedEngine(string way, bool hasIndexes)
    {
        var calls = new RandomCalls(new DatabaseRoot("demo-agentstate")).Round(LeastCalls, MostCalls);
        var rounds = (Operations() + (2 * LeastCalls) - 1) / (2 * LeastCalls);

        await calls.SampleAsync(
            async round =>
            {
                await using var folder = new DatabaseFolder();
                var machine = new FakeMachine();
                var sqlite = folder.Open(new FakeMachineClock(machine), time: machine.Time);
                if (hasIndexes)
                {
                    TestIndexes.AddTo(folder);
                }

                await using var embedded = new EmbeddedDocumentStore(sqlite.Root, machine.Time);
                await CompareAsync(round, embedded, sqlite, machine);
            },
            iter: rounds,
            threads: 1,
            print: round => $"by {way}:\n" + string.Join("\n", round.Select(static (call, i) => $"{i}. {call}")));
    }

    private static async Task CompareAsync(DatabaseCall[] calls, IDocumentStore embedded, IDocumentStore sqlite, FakeMachine machine)
    {
        var (left, right) = (new Contestant(embedded), new Contestant(sqlite));
        for (var i = 0; i < calls.Length; i++)
        {
            var expected = await left.AnswerAsync(calls[i], Token);
            var actual = await right.AnswerAsync(calls[i], Token);
            if (actual.Text != expected.Text)
            {
                throw DifferenceException.Of(i, calls[i], ("embedded", expected), ("SQLite", actual));
            }

            // The times that writes store have the precision of a millisecond.
            machine.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private static int Operations() =>
        int.TryParse(Environment.GetEnvironmentVariable(OperationsVariable), CultureInfo.InvariantCulture, out var count)
            ? count
            : DefaultOperations;
}
