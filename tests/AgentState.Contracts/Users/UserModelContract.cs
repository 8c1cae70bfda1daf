using CsCheck;

namespace AgentState.Contracts;

/// <summary>
/// Compares random merges, patches and replacements of nested preferences with a model of nested dictionaries. A failing run is shrunk, and
/// its seed is printed.
/// </summary>
public abstract class UserModelContract : Contract
{
    private static readonly Gen<string> Keys = Gen.OneOf("a", "b", "c", "a.b", "`", "x y", "é");

    private static readonly Gen<object?> Leaves = Gen.Frequency<object?>(
        (4, Gen.Int[0, 9].Select(number => (object?)(long)number)),
        (2, Gen.OneOf("dark", "light").Select(text => (object?)text)),
        (1, Gen.Const(0).Select(_ => (object?)null)),
        (1, Gen.Int[0, 3].Select(number => (object?)new List<object?> { (long)number, "x" })));

    private static readonly Gen<Dictionary<string, object?>> Maps = Nested(depth: 3);

    private static readonly Gen<Step> Steps = Gen.Frequency(
        (5, Maps.Select(map => new Step(Kind.Merge, map, []))),
        (6, Gen.Select(Maps, Keys.Array[0, 2], (set, removed) => new Step(Kind.Patch, set, removed))),
        (1, Maps.Select(map => new Step(Kind.Replace, map, []))),
        (1, Gen.Const(new Step(Kind.Delete, [], []))),
        (1, Maps.Select(map => new Step(Kind.GetOrCreate, map, []))));

    private enum Kind
    {
        Merge,
        Patch,
        Replace,
        Delete,
        GetOrCreate,
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "U2"), Trait("Guarantee", "U3"), Trait("Guarantee", "U7")]
    public async Task RandomChanges_OfNestedPreferences_MatchTheModel()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var user = 0;

        await Steps.List[1, 12].SampleAsync(
            async steps =>
            {
                var id = $"user{Interlocked.Increment(ref user)}";
                Dictionary<string, object?>? model = null;
                foreach (var step in steps)
                {
                    model = await DoAsync(test, id, step, model);
                    var stored = await test.Users.GetAsync(id, Token);
                    stored?.Preferences.Should().Be(model is null ? null : StateMap.FromDictionary(model), "after {0}", step);
                    (stored is null).Should().Be(model is null, "after {0}", step);
                }
            },
            iter: 60,
            threads: 1);
    }

    private static async Task<Dictionary<string, object?>?> DoAsync(
        QueueUnderTest test, string id, Step step, Dictionary<string, object?>? model)
    {
        var map = StateMap.FromDictionary(step.Map);
        switch (step.Kind)
        {
            case Kind.Merge:
                await test.Users.CreateOrUpdateAsync(id, new UserUpdate { PreferencesToMerge = map }, Token);
                return model is null ? step.Map : Merged(model, step.Map);
            case Kind.GetOrCreate:
                await test.Users.GetOrCreateAsync(id, new UserUpdate { PreferencesToMerge = map }, Token);
                return model ?? step.Map;
            case Kind.Delete:
                await test.Users.DeleteAsync(id, cancellationToken: Token);
                return null;
            case Kind.Replace:
                await OfSomebodyAsync(() => test.Users.ReplacePreferencesAsync(id, map, cancellationToken: Token), model);
                return model is null ? null : step.Map;
            default:
                var patch = step.Map.Aggregate(MapPatch.Empty, (patch, entry) => patch.Set(entry.Key, entry.Value));
                patch = step.Removed.Aggregate(patch, (patch, key) => patch.Remove(key));
                await OfSomebodyAsync(() => test.Users.PatchPreferencesAsync(id, patch, cancellationToken: Token), model);
                return model is null ? null : Patched(model, step);
        }
    }

    private static async Task OfSomebodyAsync(Func<Task> call, Dictionary<string, object?>? model)
    {
        if (model is null)
        {
            await call.Should().ThrowAsync<StateNotFoundException>();
        }
        else
        {
            await call();
        }
    }

    // Like a set with merge: nested maps are merged; other values are replaced, also by an empty map.
    private static Dictionary<string, object?> Merged(Dictionary<string, object?> model, Dictionary<string, object?> given)
    {
        if (given.Count == 0)
        {
            return [];
        }

        var merged = new Dictionary<string, object?>(model);
        foreach (var (key, value) in given)
        {
            merged[key] = value is Dictionary<string, object?> { Count: > 0 } map
                ? Merged(merged.GetValueOrDefault(key) as Dictionary<string, object?> ?? [], map)
                : value;
        }

        return merged;
    }

    private static Dictionary<string, object?> Patched(Dictionary<string, object?> model, Step step)
    {
        var patched = new Dictionary<string, object?>(model);
        foreach (var (key, value) in step.Map)
        {
            patched[key] = value;
        }

        foreach (var key in step.Removed)
        {
            patched.Remove(key);
        }

        return patched;
    }

    private static Gen<Dictionary<string, object?>> Nested(int depth)
    {
        var value = depth == 0 ? Leaves : Gen.Frequency((3, Leaves), (2, Nested(depth - 1).Select(map => (object?)map)));
        return Gen.Select(Keys, value).Array[0, 3].Select(entries =>
            entries.GroupBy(entry => entry.Item1).ToDictionary(group => group.Key, group => group.First().Item2));
    }

    private sealed record Step(Kind Kind, Dictionary<string, object?> Map, string[] Removed)
    {
        public override string ToString() => $"{Kind} {StateMap.FromDictionary(Map).ToJson()} -[{string.Join(", ", Removed)}]";
    }
}
