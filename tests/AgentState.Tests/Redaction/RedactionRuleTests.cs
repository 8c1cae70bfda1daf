using System.Text.RegularExpressions;

namespace AgentState.Tests;

/// <summary>Each rule of the table finds its own example, leaves its counterexample, and takes linear time.</summary>
public sealed partial class RedactionRuleTests
{
    public static TheoryData<string> Rules => [.. SecretFinder.Rules.Select(rule => rule.Name)];

    [Theory, Trait("Promise", "L10")]
    [MemberData(nameof(Rules))]
    public void ItsExample_IsFoundByThisRule_AndTakenOutWhereverItStands(string name)
    {
        var rule = Rule(name);
        var secret = SecretOf(rule, rule.Example);

        foreach (var text in new[] { rule.Example, $"before {rule.Example}\n, after", $"\"{rule.Example}\"", $"x\n{rule.Example}\n, {rule.Example}\n." })
        {
            Redactor(text).Should().Contain("[redacted]").And.NotContain(secret);
        }

        Redactor($"before {rule.Example}\n, after").Should().StartWith("before ").And.EndWith(", after");
    }

    [Theory, Trait("Promise", "L10")]
    [MemberData(nameof(Rules))]
    public void ItsCounterexample_Stays(string name) => Redactor(Rule(name).Counterexample).Should().BeSameAs(Rule(name).Counterexample);

    [Theory, Trait("Promise", "L10")]
    [MemberData(nameof(Rules))]
    public void EachRepetition_HasAnUpperBound_SoThatATextIsLookedThroughInLinearTime(string name)
    {
        var bare = Quoted().Replace(Rule(name).Shape, "c");

        bare.Should().NotMatchRegex(@"[*+]", "each is {least,most}").And.NotMatchRegex(@"\{[0-9]+,\}");
        Rule(name).Beginnings.Should().OnlyContain(beginning => beginning.Length > 1);
    }

    [Fact, Trait("Promise", "L10")]
    public void EachRule_HasANameOfItsOwn() => SecretFinder.Rules.Select(rule => rule.Name).Should().OnlyHaveUniqueItems();

    private static RedactionRule Rule(string name) => SecretFinder.Rules.Single(rule => rule.Name == name);

    private static string Redactor(string text) => SecretFinder.Redact(text);

    private static string SecretOf(RedactionRule rule, string text)
    {
        var found = Enumerable.Range(0, text.Length)
            .Where(at => rule.Beginnings.Any(beginning => text.AsSpan(at).StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
            .Select(at => rule.Find(text, at)).FirstOrDefault(secret => secret is not null);
        found.Should().NotBeNull("the rule itself finds it");
        return text[found!.Value.Start..found.Value.End];
    }

    // Escaped characters and classes, in which a star is a star.
    [GeneratedRegex(@"\\.|\[(?:\\.|[^\]\\])+\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Quoted();
}
