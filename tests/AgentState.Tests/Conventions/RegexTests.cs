using System.Reflection;
using System.Text.RegularExpressions;

namespace AgentState.Tests.Conventions;

/// <summary>
/// No match fails because a process was stopped for a while: a time limit goes by the wall clock. A worker that was stopped while it
/// started has ended by such a limit.
/// </summary>
public sealed class RegexTests
{
    [Fact]
    public void Patterns_HaveNoTimeLimit()
    {
        var limited =
            from type in new[] { typeof(AgentStateClient).Assembly, typeof(HostedAgent).Assembly }.SelectMany(static assembly => assembly.GetTypes())
            from method in type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where method.GetCustomAttribute<GeneratedRegexAttribute>() is { MatchTimeoutMilliseconds: not Timeout.Infinite }
            select type;

        limited.Should().BeEmpty();
    }
}
