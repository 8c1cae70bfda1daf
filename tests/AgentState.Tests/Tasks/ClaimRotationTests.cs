namespace AgentState.Tests;

/// <summary>Whose turn it is, of several types.</summary>
public sealed class ClaimRotationTests
{
    [Fact, Trait("Promise", "T26")]
    public void Next_BeginsWithEachTypeInTurn_AndNamesAll()
    {
        var rotation = new ClaimRotation();

        var turns = Enumerable.Range(0, 4).Select(_ => Next(rotation, "a", "b", "c")).ToList();

        turns.Should().Equal("abc", "bca", "cab", "abc");
    }

    // A counter for all would begin each caller's list with the same type for ever.
    [Fact, Trait("Promise", "T26")]
    public void Next_OfCallersThatAlternate_TurnsForEach()
    {
        var rotation = new ClaimRotation();

        var turns = Enumerable.Range(0, 4).Select(_ => (Next(rotation, "a", "b"), Next(rotation, "c", "d"))).ToList();

        turns.Should().Equal(("ab", "cd"), ("ba", "dc"), ("ab", "cd"), ("ba", "dc"));
    }

    [Fact, Trait("Promise", "T26")]
    public void Next_WhereATypeComesAndGoes_KeepsTheOthersTurns()
    {
        var rotation = new ClaimRotation();

        string[] turns = [Next(rotation, "a", "b", "c"), Next(rotation, "a", "c"), Next(rotation, "a", "b", "c"), Next(rotation), Next(rotation, "a", "b", "c")];

        turns.Should().Equal("abc", "ca", "bca", "", "abc");
    }

    private static string Next(ClaimRotation rotation, params string[] types) =>
        string.Concat(rotation.Next([.. types.Select(type => new ClaimableType(type, TaskTypeState.Open))]).Select(type => type.Type));
}
