using System.Text.RegularExpressions;

namespace AgentState.Tests;

/// <summary>Tests that each rule finds its example, leaves its counterexample unchanged, and takes linear time.</summary>
public sealed partial class RedactionRuleTests
{
    public static TheoryData<string> Rules => [.. SecretFinder.Rules.Select(rule => rule.Name)];

    [Theory, Trait("Guarantee", "L10")]
    [MemberData(nameof(Rules))]
    public void Rule_ItsExampleAnywhereInAText_IsRedacted(string name)
    {
        var rule = Rule(name);
        var secret = SecretOf(rule, rule.Example);

        string[] texts =
        [
            rule.Example,
            $"before {rule.Example}\n, after",
            $"\"{rule.Example}\"",
            $"x\n{rule.Example}\n, {rule.Example}\n.",
        ];
        foreach (var text in texts)
        {
            Redactor(text).Should().Contain("[redacted]").And.NotContain(secret);
        }

        Redactor($"before {rule.Example}\n, after").Should().StartWith("before ").And.EndWith(", after");
    }

    [Theory, Trait("Guarantee", "L10")]
    [MemberData(nameof(Rules))]
    public void Rule_ItsCounterexample_IsUnchanged(string name) =>
        Redactor(Rule(name).Counterexample).Should().BeSameAs(Rule(name).Counterexample);

    [Theory, Trait("Guarantee", "L10")]
    [MemberData(nameof(Rules))]
    public void Rule_EveryRepetition_HasAnUpperBound(string name)
    {
        var bare = Quoted().Replace(Rule(name).Shape, "c");

        bare.Should().NotMatchRegex(@"[*+]", "an unbounded repetition can take more than linear time").And.NotMatchRegex(@"\{[0-9]+,\}");
        Rule(name).Beginnings.Should().OnlyContain(beginning => beginning.Length > 1);
    }

    [Fact, Trait("Guarantee", "L10")]
    public void Rules_Names_AreUnique() => SecretFinder.Rules.Select(rule => rule.Name).Should().OnlyHaveUniqueItems();

    private static RedactionRule Rule(string name) => SecretFinder.Rules.Single(rule => rule.Name == name);

    private static string Redactor(string text) => SecretFinder.Redact(text);

    private static string SecretOf(RedactionRule rule, string text)
    {
        var found = Enumerable.Range(0, text.Length)
            .Where(at => rule.Beginnings.Any(beginning => text.AsSpan(at).StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
            .Select(at => rule.Find(text, at)).FirstOrDefault(secret => secret is not null);
        found.Should().NotBeNull("the rule must find its own example");
        return text[found!.Value.Start..found.Value.End];
    }

    // Escaped characters and character classes, in which * and + are literals.
    [GeneratedRegex(@"\\.|\[(?:\\.|[^\]\\])+\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Quoted();
}
