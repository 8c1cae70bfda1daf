using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace AgentState.Tests;

public sealed class SecretStringTests
{
    private const string Text = "zq7kghp_CANARY1234";

    [Fact, Trait("Guarantee", "K18")]
    public void Secret_InAnyHolder_IsNeverPrinted()
    {
        var secret = new SecretString(Text);
        object[] holders =
        [
            secret,
            new AccessToken { Key = "github", Secret = secret },
            new NewGrant { AccessToken = secret, RefreshToken = secret },
            new TokenGrant { Key = "github", AccessToken = secret, RefreshToken = secret },
            new { secret },
            (secret, 1),
        ];

        foreach (var holder in holders)
        {
            holder.ToString().Should().NotContain("zq7k").And.Contain("***");
            $"{holder}".Should().NotContain("zq7k");
            JsonSerializer.Serialize(holder).Should().NotContain("zq7k");
        }

        string.Format(System.Globalization.CultureInfo.InvariantCulture, "{0}", secret).Should().NotContain("zq7k");
        typeof(SecretString).GetCustomAttribute<DebuggerDisplayAttribute>()!.Value.Should().Be("{ToString(),nq}");
        typeof(SecretString).GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Should().OnlyContain(field => field.GetCustomAttribute<DebuggerBrowsableAttribute>()!.State == DebuggerBrowsableState.Never);
        typeof(SecretString).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Should().BeEmpty("serializers that read properties must find none");
    }

    // The text must not reveal the beginning, the end or the length of the secret.
    [Theory, Trait("Guarantee", "K18")]
    [InlineData("x")]
    [InlineData("zq7kary7f3a")]
    [InlineData("a text of some length, with blanks and ***")]
    public void ToString_OfAnySecret_IsOnlyItsFingerprint(string text) =>
        new SecretString(text).ToString().Should().MatchRegex(@"^\*\*\* \([0-9a-f]{8}\)$");

    [Fact, Trait("Guarantee", "K18")]
    public void Fingerprint_OfDifferentSecrets_DiffersAndIsNotPlainSha256()
    {
        new SecretString(Text).ToString().Should().Be(new SecretString(Text).ToString()).And.NotBe(new SecretString(Text + "x").ToString());
        new SecretString(Text).ToString().Should().NotContain(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text)))[..8]);
    }

    [Fact]
    public void Equality_OfSecrets_ComparesTheHiddenTexts()
    {
        (new SecretString(Text) == new SecretString(Text)).Should().BeTrue();
        (new SecretString(Text) != new SecretString("other")).Should().BeTrue();
        new SecretString(Text).GetHashCode().Should().Be(new SecretString(Text).GetHashCode());
        new SecretString(Text).Equals(null).Should().BeFalse();
        new SecretString(Text).Reveal().Should().Be(Text);
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("zq7kary\n")]
    [InlineData("zq7kary\u0000")]
    [InlineData("zq7kary<half of a pair>")]
    public void Constructor_InvalidText_ThrowsWithoutQuotingIt(string? text)
    {
        // An attribute cannot hold half of a surrogate pair.
        var make = () => new SecretString(text?.Replace("<half of a pair>", "\ud800", StringComparison.Ordinal)!);

        make.Should().Throw<ArgumentException>().WithParameterName("value").Which.Message.Should().NotContain("zq7k");
    }

    [Fact, Trait("Guarantee", "K18")]
    public void Deserialize_SecretFromJson_ThrowsWithoutQuotingIt()
    {
        var read = () => JsonSerializer.Deserialize<SecretString>("\"zq7kary\"");

        read.Should().Throw<NotSupportedException>().Which.ToString().Should().NotContain("zq7k");
    }
}
