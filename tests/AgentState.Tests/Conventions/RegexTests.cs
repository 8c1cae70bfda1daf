using System.Text.RegularExpressions;

namespace AgentState.Tests.Conventions;

/// <summary>
/// No match fails because a process was stopped for a while: a time limit goes by the wall clock. A worker that was stopped while it
/// started has ended by such a limit. An expression without a limit of its own takes the one that the application sets for all
/// (REGEX_DEFAULT_MATCH_TIMEOUT), so each says that it has none.
/// </summary>
public sealed partial class RegexTests
{
    [Fact]
    public void Patterns_HaveNoTimeLimit() =>
        Uses().Where(use => !use.Text.Contains("matchTimeoutMilliseconds: Timeout.Infinite)", StringComparison.Ordinal) &&
            !use.Text.Contains("Regex.InfiniteMatchTimeout)", StringComparison.Ordinal))
            .Should().BeEmpty();

    // The static methods take no instance whose limit could be looked at, and the application's limit for all.
    [Fact]
    public void StaticMatches_AreNotUsed() =>
        Texts().Where(source => StaticMatch().IsMatch(source.Text)).Select(source => source.File).Should().BeEmpty();

    [Fact]
    public void Uses_AreFound() => Uses().Select(use => Path.GetFileName(use.File)).Should()
        .Contain("ConnectionRules.cs").And.Contain("ErrorTranslation.cs").And.Contain("Redactor.cs").And.Contain("RedactionRule.cs");

    private static IEnumerable<(string File, string Text)> Uses() =>
        from source in Texts()
        from Match use in Use().Matches(source.Text)
        select (source.File, use.Value);

    private static IEnumerable<(string File, string Text)> Texts() =>
        from file in Directory.EnumerateFiles(Path.Combine(Sources.Root(), "src"), "*.cs", SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select (file, File.ReadAllText(file));

    // To the end of the statement, or of the method that is generated.
    [GeneratedRegex(
        @"(\[GeneratedRegex\(|new Regex\(|\bRegex\??\s+\w+\([^;)]*\)\s*=>\s*new\().*?;",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Use();

    [GeneratedRegex(
        @"\bRegex\.(IsMatch|Match|Matches|Replace|Split|Count|EnumerateMatches|EnumerateSplits)\(",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex StaticMatch();
}
