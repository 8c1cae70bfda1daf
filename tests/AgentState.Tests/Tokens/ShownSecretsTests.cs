using System.Collections;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using YamlDotNet.Serialization;

namespace AgentState.Tests;

/// <summary>Tests that serializers, debuggers and the options themselves show no secret of an object that holds one.</summary>
public sealed class ShownSecretsTests
{
    private const string Canary = "zq7kary41c7";
    private const string CanaryStart = "zq7k";
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const int Deepest = 6;

    public static TheoryData<object> Holders =>
    [
        new GitHubAppOptions { AppId = "app", PrivateKey = Canary },
        new OAuthOptions { ClientId = "client", ClientSecret = new SecretString(Canary), Parameters = { ["assertion"] = Canary } },
        new GitHubUserOptions { ClientId = "client", ClientSecret = new SecretString(Canary) },
        new TokenEncryptionOptions { VaultId = "v", Keys = { ["one"] = Canary } },
        new NewGrant { AccessToken = new SecretString(Canary), RefreshToken = new SecretString(Canary) },
        TokenKeyTexts.Of(new TokenEncryptionOptions(), _ => $"one={Canary}"),
    ];

    [Theory, Trait("Guarantee", "K18")]
    [MemberData(nameof(Holders))]
    public void Serializers_OfSecretHolders_ShowNoSecret(object holder)
    {
        string[] shown =
        [
            $"{holder}",
            System.Text.Json.JsonSerializer.Serialize(holder, holder.GetType()),
            Newtonsoft.Json.JsonConvert.SerializeObject(holder),
            new SerializerBuilder().Build().Serialize(holder),
        ];

        shown.Should().NotContain(text => text.Contains(CanaryStart, StringComparison.OrdinalIgnoreCase));
        shown[1..].Should().Contain(text => text.Contains("***", StringComparison.Ordinal), "the secret is present but masked");
    }

    [Theory, Trait("Guarantee", "K18")]
    [MemberData(nameof(Holders))]
    public void Debugger_OfSecretHolders_ShowsNoSecret(object holder)
    {
        var shown = new List<string>();

        Show(holder, 0, shown);

        shown.Should().Contain(text => text.StartsWith("***", StringComparison.Ordinal))
            .And.NotContain(text => text.Contains(CanaryStart, StringComparison.OrdinalIgnoreCase));
    }

    // Proves that the two tests above can fail: the inspection finds a plain text.
    [Fact]
    public void Inspection_OfPlainText_FindsIt()
    {
        var shown = new List<string>();

        Show(new { Options = new Dictionary<string, string> { ["one"] = Canary } }, 0, shown);

        shown.Should().Contain(Canary);
        new SerializerBuilder().Build().Serialize(new { Text = Canary }).Should().Contain(Canary);
    }

    [Fact, Trait("Guarantee", "K18")]
    public void ToString_OfSecretSettings_IsTheirNumber()
    {
        var options = new OAuthOptions { Parameters = { ["assertion"] = Canary } };
        object settings = options.Parameters;

        $"{settings}".Should().Be("1 secret");
        options.Parameters[Canary] = "set as the name by mistake";
        $"{settings}".Should().Be("2 secrets");
    }

    [Fact, Trait("Guarantee", "K18")]
    public void Bind_SecretSettings_SetsTheOptions()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ClientSecret"] = Canary,
            ["Parameters:audience"] = Canary,
            ["PrivateKey"] = Canary,
            ["Keys:one"] = Canary,
        }).Build();
        var (oauth, app, encryption) = (new OAuthOptions(), new GitHubAppOptions(), new TokenEncryptionOptions());

        configuration.Bind(oauth);
        configuration.Bind(app);
        configuration.Bind(encryption);

        oauth.ClientSecret!.Reveal().Should().Be(Canary);
        SecretTexts.Of(oauth.Parameters).Should().ContainSingle().Which.Value.Reveal().Should().Be(Canary);
        app.Key!.Reveal().Should().Be(Canary);
        TokenKeyTexts.Of(encryption, _ => null).Keys.Should().ContainSingle().Which.Value.Reveal().Should().Be(Canary);
    }

    // The configuration binder quotes the text of a setting that it cannot convert.
    [Theory, Trait("Guarantee", "K18")]
    [InlineData(Canary + "\n", Canary)]
    [InlineData(Canary + "\r\n", Canary)]
    [InlineData(Canary + "\u0001", Canary + "\u0001")]
    [InlineData("", "")]
    public void Bind_InvalidSecret_SucceedsSoThatNoExceptionQuotesIt(string text, string bound)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ClientSecret"] = text }).Build();
        var (oauth, user) = (new OAuthOptions(), new GitHubUserOptions());

        configuration.Bind(oauth);
        configuration.Bind(user);

        oauth.ClientSecret!.Reveal().Should().Be(bound);
        user.ClientSecret!.Reveal().Should().Be(bound);
    }

    [Fact, Trait("Guarantee", "K18")]
    public void SecretTexts_AsDictionary_ShowNoValue()
    {
        IDictionary<string, string> texts = new SecretTexts { ["a"] = Canary };
        texts.Add("b", Canary);

        texts["a"].Should().StartWith("***").And.Be(texts["b"], "equal secrets have equal fingerprints");
        texts.Keys.Should().Equal("a", "b");
        texts.Values.Concat(texts.Select(pair => pair.Value)).Should().OnlyContain(value => value.StartsWith("***"));
        texts.TryGetValue("c", out _).Should().BeFalse();
        texts.Invoking(all => all.Add("a", "x")).Should().Throw<ArgumentException>();
        texts.Remove("a").Should().BeTrue();
        (texts.Count, texts.ContainsKey("a"), texts.ContainsKey("b")).Should().Be((1, false, true));
    }

    // Inspects an object as a debugger does: its text and its visible members, recursively.
    private static void Show(object? value, int depth, List<string> shown)
    {
        if (value is null || depth > Deepest || value is Type or Delegate or MemberInfo || value.GetType().IsPointer)
        {
            return;
        }

        shown.Add($"{value}");
        if (value is string || value.GetType().IsPrimitive || value is Uri or Enum or TimeSpan or DateTimeOffset)
        {
            return;
        }

        if (value is IEnumerable items)
        {
            foreach (var item in items)
            {
                Show(item, depth + 1, shown);
            }
        }

        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Own | BindingFlags.DeclaredOnly)
                .Where(static field => !IsHidden(field) && !IsPointer(field.FieldType)))
            {
                Show(field.GetValue(value), depth + 1, shown);
            }

            foreach (var property in type.GetProperties(Own | BindingFlags.DeclaredOnly)
                .Where(static property => property.GetIndexParameters().Length == 0 && property.CanRead &&
                    !IsHidden(property) && !IsPointer(property.PropertyType)))
            {
                Show(property.GetValue(value), depth + 1, shown);
            }
        }
    }

    private static bool IsPointer(Type type) => type.IsPointer || type.IsByRef || type.IsByRefLike;

    private static bool IsHidden(MemberInfo member) =>
        member.GetCustomAttribute<DebuggerBrowsableAttribute>() is { State: DebuggerBrowsableState.Never } ||
        (member.Name.StartsWith('<') && IsHiddenOwner(member));

    // A debugger shows a backing field unless its property is hidden.
    private static bool IsHiddenOwner(MemberInfo field) =>
        field.DeclaringType!.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], Own) is { } property &&
        property.GetCustomAttribute<DebuggerBrowsableAttribute>() is { State: DebuggerBrowsableState.Never };
}
