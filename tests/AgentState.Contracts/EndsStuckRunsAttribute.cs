using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit.v3;

namespace AgentState.Contracts;

/// <summary>Ends the run of an assembly, and names the test, if one test runs for more than ten minutes.</summary>
/// <remarks>
/// Otherwise a test that waits forever keeps the run until it is killed, and nothing shows which test it was. The environment variable
/// <c>AGENTSTATE_STUCK_MINUTES</c> sets another limit, for the long forms of tests.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class EndsStuckRunsAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("AGENTSTATE_STUCK_MINUTES"), CultureInfo.InvariantCulture, out var minutes)
            ? minutes
            : 10);

    private static readonly ConcurrentDictionary<string, (string Name, long Begun)> Running = [];
    private static readonly Timer Watch = new(static _ => EndIfStuck(), state: null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5));

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        Running[test.UniqueID] = (test.TestDisplayName, Stopwatch.GetTimestamp());
        GC.KeepAlive(Watch);
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Running.TryRemove(test.UniqueID, out _);

    private static void EndIfStuck()
    {
        var stuck = Running.Values.Where(static test => Stopwatch.GetElapsedTime(test.Begun) > Longest).ToList();
        if (stuck.Count > 0)
        {
            Environment.FailFast($"Run for more than {Longest}: {string.Join(", ", stuck.Select(static test => test.Name))}");
        }
    }
}
