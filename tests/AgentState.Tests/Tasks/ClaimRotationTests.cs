namespace AgentState.Tests;

/// <summary>The round-robin order of several task types.</summary>
public sealed class ClaimRotationTests
{
    [Fact, Trait("Guarantee", "T26")]
    public void Next_SeveralTypes_StartsWithEachTypeInRotation()
    {
        var rotation = new ClaimRotation();

        var orders = Enumerable.Range(0, 4).Select(_ => Next(rotation, "a", "b", "c")).ToList();

        orders.Should().Equal("abc", "bca", "cab", "abc");
    }

    // With one counter for all callers, each caller's list would always start with one type.
    [Fact, Trait("Guarantee", "T26")]
    public void Next_AlternatingCallers_RotatesForEachCaller()
    {
        var rotation = new ClaimRotation();

        var orders = Enumerable.Range(0, 4).Select(_ => (Next(rotation, "a", "b"), Next(rotation, "c", "d"))).ToList();

        orders.Should().Equal(("ab", "cd"), ("ba", "dc"), ("ab", "cd"), ("ba", "dc"));
    }

    [Fact, Trait("Guarantee", "T26")]
    public void Next_TypeComesAndGoes_KeepsTheRotationOfTheOthers()
    {
        var rotation = new ClaimRotation();

        string[] orders =
        [
            Next(rotation, "a", "b", "c"),
            Next(rotation, "a", "c"),
            Next(rotation, "a", "b", "c"),
            Next(rotation),
            Next(rotation, "a", "b", "c"),
        ];

        orders.Should().Equal("abc", "ca", "bca", "", "abc");
    }

    private static string Next(ClaimRotation rotation, params string[] types) =>
        string.Concat(rotation.Next([.. types.Select(type => new ClaimableType(type, TaskTypeState.Open))]).Select(type => type.Type));
}
