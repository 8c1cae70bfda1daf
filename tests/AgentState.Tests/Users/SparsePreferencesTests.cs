using System.Text.Json.Serialization;

namespace AgentState.Tests.Users;

/// <summary>Typed reading of preferences whose defaults are left out of the JSON form, because they are null.</summary>
public sealed partial class SparsePreferencesTests
{
    [Fact, Trait("Guarantee", "U5")]
    public void Read_WithDefaultsThatAreLeftOut_KeepsTheStoredKeys()
    {
        var refused = new List<string>();

        var read = TypedPreferences.Read(
            StateMap.Of(("language", "de")), SparseContext.Default.SparsePreferences, new SparsePreferences(null, null), refused.Add);

        read.Should().Be(new SparsePreferences(Theme: null, "de"));
        refused.Should().BeEmpty();
    }

    internal sealed record SparsePreferences(string? Theme, string? Language);

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(SparsePreferences))]
    internal sealed partial class SparseContext : JsonSerializerContext;
}
