using System.Text.RegularExpressions;

namespace AgentState.Tests.Conventions;

/// <summary>No regular expression of the library has a time limit.</summary>
/// <remarks>
/// A time limit follows the wall clock, so a match fails if its process was suspended; a worker suspended during its start failed this way.
/// An expression without an explicit limit takes the one of the application (REGEX_DEFAULT_MATCH_TIMEOUT), so each sets an infinite limit.
/// </remarks>
public sealed partial class RegexTests
{
    [Fact]
    public void Patterns_HaveNoTimeLimit() =>
        Uses().Where(use => !use.Text.Contains("matchTimeoutMilliseconds: Timeout.Infinite)", StringComparison.Ordinal) &&
            !use.Text.Contains("Regex.InfiniteMatchTimeout)", StringComparison.Ordinal))
            .Should().BeEmpty();

    // The static methods use the limit of the application.
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

    // Each match extends to the end of the statement or of the generated method.
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
