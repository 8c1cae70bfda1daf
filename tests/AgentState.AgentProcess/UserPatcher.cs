using System.Globalization;

namespace AgentState.AgentProcess;

/// <summary>
/// Patches one user's preferences, each time some keys of its own: sets and removes them by chance. "patch N" does so N times, and answers with what each key must be in the
/// end, as JSON; a null is a key that was removed last.
/// </summary>
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
