using System.Globalization;

namespace AgentState.AgentProcess;

/// <summary>Sets and removes random keys of its own in the preferences of one user.</summary>
/// <remarks>
/// "patch N" makes N patches, and prints the expected value of each key as JSON; null is a key whose last patch removed it.
/// </remarks>
internal static class UserPatcher
{
    private const int Keys = 12;

    public static async Task RunAsync(IUserStore users, string agentId)
    {
        Console.WriteLine("started 0");
        while (Console.ReadLine()?.Split(' ') is ["patch", var times])
        {
            var last = new Dictionary<string, object?>();
            for (var time = 0; time < int.Parse(times, CultureInfo.InvariantCulture); time++)
            {
                var patch = MapPatch.Empty;
                foreach (var number in Enumerable.Range(0, Random.Shared.Next(1, 4)).Select(_ => Random.Shared.Next(Keys)))
                {
                    var key = $"{agentId}.k{number}";
                    last[key] = Random.Shared.Next(3) == 0 ? null : new Dictionary<string, object?> { ["by"] = agentId, ["time"] = time };
                    patch = last[key] is { } value ? patch.Set(key, value) : patch.Remove(key);
                }

                await users.PatchPreferencesAsync("42", patch);
            }

            Console.WriteLine(StateMap.FromDictionary(last).ToJson());
        }
    }
}
