using System.Text.Json.Serialization;
using AgentState.Contracts;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests.Users;

/// <summary>Tests typed reading of preferences, also of values of the wrong type.</summary>
public sealed partial class TypedPreferencesTests
{
    private readonly HeardLog<TypedPreferencesTests> log = new();

    [Fact, Trait("Guarantee", "U5")]
    public void ReadPreferences_MissingValues_UsesTheDefaults()
    {
        var read = With("""{"language":"de","other":[1]}""").ReadPreferences(
            ChatContext.Default.ChatPreferences, new ChatPreferences { Volume = 5 }, log);

        read.Should().Be(new ChatPreferences { Language = "de", Volume = 5 });
        log.Told.Should().BeEmpty();
    }

    [Theory, Trait("Guarantee", "U5")]
    [InlineData("""{"language":7,"volume":3,"quiet":{"from":22}}""", "language", "en", 3, 22)]
    [InlineData("""{"language":"de","volume":"loud","quiet":{"from":22}}""", "volume", "de", 5, 22)]
    [InlineData("""{"language":"de","volume":2.5}""", "volume", "de", 5, null)]
    [InlineData("""{"language":"de","volume":3,"quiet":{"from":"late"}}""", "quiet", "de", 3, null)]
    [InlineData("""{"language":"de","volume":3,"quiet":"always"}""", "quiet", "de", 3, null)]
    [InlineData("""{"language":"de","volume":null}""", "volume", "de", 5, null)]
    public void ReadPreferences_ValueOfWrongType_UsesTheDefaultAndWarns(
        string stored, string unfit, string language, int volume, int? from)
    {
        var read = With(stored).ReadPreferences(ChatContext.Default.ChatPreferences, new ChatPreferences { Volume = 5 }, log);

        read.Should().Be(
            new ChatPreferences { Language = language, Volume = volume, Quiet = from is { } hour ? new QuietHours(hour) : null });
        var (level, _, text) = log.Told.Should().ContainSingle().Subject;
        level.Should().Be(LogLevel.Warning);
        text.Should().Contain($"'{unfit}'").And.Contain("user 42");
    }

    [Fact, Trait("Guarantee", "U5")]
    public void ReadPreferences_SeveralValuesOfWrongType_WarnsForEach()
    {
        var read = With("""{"language":7,"volume":"loud","quiet":[]}""").ReadPreferences(
            ChatContext.Default.ChatPreferences, new ChatPreferences { Volume = 5 }, log);

        read.Should().Be(new ChatPreferences { Volume = 5 });
        log.Told.Should().HaveCount(3);
    }

    [Fact, Trait("Guarantee", "U5")]
    public void ReadPreference_OneKey_ReturnsValueOrDefault()
    {
        var user = With("""{"volume":3,"theme.name":"dark","nothing":null}""");

        user.ReadPreference("volume", ChatContext.Default.Int32, 9, log).Should().Be(3);
        user.ReadPreference("theme.name", ChatContext.Default.String, "light", log).Should().Be("dark");
        user.ReadPreference("missing", ChatContext.Default.Int32, 9, log).Should().Be(9);
        user.ReadPreference("nothing", ChatContext.Default.Int32, 9, log).Should().Be(9);
        default(User).ReadPreference("volume", ChatContext.Default.Int32, 9, log).Should().Be(9);
        log.Told.Should().BeEmpty();
        user.ReadPreference("theme.name", ChatContext.Default.Int32, 9, log).Should().Be(9);
        log.Told.Should().ContainSingle().Which.Text.Should().Contain("'theme.name'").And.NotContain("dark");
    }

    [Fact, Trait("Guarantee", "U5")]
    public void ReadPreferences_WithoutUser_ReturnsTheDefaults()
    {
        var defaults = new ChatPreferences { Volume = 5 };

        default(User).ReadPreferences(ChatContext.Default.ChatPreferences, defaults).Should().BeSameAs(defaults);
    }

    [Fact, Trait("Guarantee", "U5")]
    public void ReadPreferences_WithoutLogger_UsesTheDefault()
    {
        var user = With("""{"language":"de","volume":"loud"}""");

        user.ReadPreferences(ChatContext.Default.ChatPreferences, new ChatPreferences { Volume = 5 })
            .Should().Be(new ChatPreferences { Language = "de", Volume = 5 });
        user.ReadPreference("volume", ChatContext.Default.Int32, 9).Should().Be(9);
    }

    private static User With(string preferences) => new() { Id = "42", Preferences = StateMap.FromJson(preferences) };

    internal sealed record ChatPreferences
    {
        public string Language { get; init; } = "en";

        public int Volume { get; init; }

        public QuietHours? Quiet { get; init; }
    }

    internal sealed record QuietHours(int From);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(ChatPreferences))]
    [JsonSerializable(typeof(string))]
    internal sealed partial class ChatContext : JsonSerializerContext;
}
