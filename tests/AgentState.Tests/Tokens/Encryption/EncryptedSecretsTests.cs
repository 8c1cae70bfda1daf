using AgentState.Contracts;
using CsCheck;

namespace AgentState.Tests;

/// <summary>Tests the format of encrypted secrets, and the rejection of every other text.</summary>
public sealed class EncryptedSecretsTests
{
    private const string Key = "github:user:42";
    private const string Field = "accessToken";

    // Produced by an independent AES-GCM implementation from the format in the README of src/AgentState/Tokens/Encryption.
    private const string Settled =
        "enc:v1:2026-01:AAECAwQFBgcICQoLM2M1eb9vuIQXfTLQa5H12ZVJZD7FZ4olKyhyHKq0Pdn39gbcQ_NWqMX8ukd1aXds:" +
        "DA0ODxAREhMUFRYX_5YbhwwTiCdbTyySbNdWJriToErzfy1iUNGM";

    [Fact, Trait("Guarantee", "K21")]
    public void Write_SameSecretTwice_HasTheFormatAndDiffers()
    {
        var secrets = KeysUnderTest.Form();

        var text = secrets.Write(Key, Field, new SecretString("zq7kcanary"));

        text.Should().MatchRegex(
            "^enc:v1:2026-01:[A-Za-z0-9_-]{80}:[A-Za-z0-9_-]{51}$",
            "the data key has 32 bytes and the token 10, each with a nonce of 12 bytes and a tag of 16");
        var again = secrets.Write(Key, Field, new SecretString("zq7kcanary"));
        text.Split(':')[3..].Should().NotIntersectWith(again.Split(':')[3..], "each value has its own data key");
        secrets.KeyIdOf(Key, Field, text).Should().Be("2026-01");
        secrets.WritingKeyId.Should().Be("2026-01");
    }

    // Every later version of the library must read what this version has stored.
    [Fact, Trait("Guarantee", "K21")]
    public void Read_TextOfVersion1_ReturnsTheSecret() =>
        KeysUnderTest.Form().Read("github", "refreshToken", Settled).Reveal().Should().Be("ghr_settled");

    [Fact, Trait("Guarantee", "K21")]
    public void Write_RandomSecret_ReadReturnsIt() =>
        Gen.Select(
            Gen.String[Gen.Char.Where(one => !char.IsControl(one) && !char.IsSurrogate(one)), 1, 300],
            Gen.String[Gen.Char.AlphaNumeric, 1, 60],
            Gen.Bool)
            .Sample((text, key, isFirst) =>
            {
                var secrets = isFirst ? KeysUnderTest.Form() : KeysUnderTest.Form(KeysUnderTest.Second);
                var stored = secrets.Write(key, Field, new SecretString(text));

                return KeysUnderTest.Form().Read(key, Field, stored).Reveal() == text &&
                    (text.Length < 8 || !stored.Contains(text, StringComparison.Ordinal));
            });

    [Theory, Trait("Guarantee", "K21")]
    [InlineData("enc:orced")]
    [InlineData("enc:")]
    [InlineData("en")]
    [InlineData("x")]
    [InlineData("\ud83d\udd11 key")]
    public void Write_SecretOfUnusualForm_ReadReturnsIt(string text)
    {
        var secrets = KeysUnderTest.Form(allowPlaintext: true);

        secrets.Read(Key, Field, secrets.Write(Key, Field, new SecretString(text))).Reveal().Should().Be(text);
    }

    [Fact, Trait("Guarantee", "K21")]
    public void Read_AnyBitFlipped_Throws()
    {
        var secrets = KeysUnderTest.Form();
        var text = secrets.Write(Key, Field, new SecretString("t"));
        var taken = new List<string>();
        for (var at = 0; at < text.Length; at++)
        {
            for (var bit = 0; bit < 16; bit++)
            {
                var flipped = text.ToCharArray();
                flipped[at] ^= (char)(1 << bit);
                TryRead(secrets, Key, Field, new string(flipped), $"bit {bit} of character {at}", taken);
            }
        }

        taken.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "K21")]
    public void Read_TruncatedTextWithPlaintextAllowed_Throws()
    {
        var secrets = KeysUnderTest.Form(allowPlaintext: true);
        var text = secrets.Write(Key, Field, new SecretString("token"));
        var taken = new List<string>();
        for (var length = 1; length < text.Length; length++)
        {
            TryRead(secrets, Key, Field, text[..length], $"the first {length} characters", taken);
        }

        taken.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "K21")]
    public void Read_AlteredOrMovedText_Throws()
    {
        var secrets = KeysUnderTest.Form();
        var text = secrets.Write(Key, Field, new SecretString("token"));
        var other = secrets.Write(Key, Field, new SecretString("token"));
        var parts = text.Split(':');
        var taken = new List<string>();

        TryRead(secrets, Key, "refreshToken", text, "another field", taken);
        TryRead(secrets, "github:user:43", Field, text, "another grant", taken);
        TryRead(secrets, "github:user:4", "2accessToken", text, "the same characters, split differently", taken);
        TryRead(new EncryptedSecrets("other", allowPlaintext: false, KeysUnderTest.Ring()), Key, Field, text, "another vault", taken);
        TryRead(secrets, Key, Field, With(2, KeysUnderTest.Second), "another key's id", taken);
        TryRead(secrets, Key, Field, With(2, "2026-03"), "an unknown key", taken);
        TryRead(secrets, Key, Field, With(2, ""), "no key's id", taken);
        TryRead(secrets, Key, Field, With(2, "2026 01"), "an invalid key id", taken);
        TryRead(secrets, Key, Field, With(3, other.Split(':')[3]), "another value's data key", taken);
        TryRead(secrets, Key, Field, With(4, other.Split(':')[4]), "another value", taken);
        TryRead(secrets, Key, Field, With(3, ""), "no data key", taken);
        TryRead(secrets, Key, Field, With(4, ""), "no value", taken);
        TryRead(secrets, Key, Field, With(4, "AAAA"), "a short value", taken);
        TryRead(secrets, Key, Field, With(4, parts[4] + "="), "padding", taken);
        TryRead(secrets, Key, Field, With(4, parts[4] + " "), "a trailing space", taken);
        TryRead(secrets, Key, Field, With(4, parts[4] + "A"), "an extra character", taken);
        TryRead(secrets, Key, Field, $"{text}:", "an extra part", taken);
        TryRead(secrets, Key, Field, $" {text}", "a leading space", taken);
        TryRead(secrets, Key, Field, With(1, "v2"), "another version", taken);
        TryRead(secrets, Key, Field, With(1, "V1"), "the version in upper case", taken);
        TryRead(secrets, Key, Field, With(0, "ENC"), "another prefix", taken);

        taken.Should().BeEmpty();

        string With(int part, string value) => string.Join(':', parts.Select((before, index) => index == part ? value : before));
    }

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K18")]
    public void Read_UnreadableText_NamesTheCauseWithoutQuotingIt()
    {
        var text = KeysUnderTest.Form("lost").Write(Key, Field, new SecretString("zq7kary7f3a"));

        var unknown = KeysUnderTest.Form().Invoking(form => form.Read(Key, Field, text)).Should().Throw<DecryptionException>().Which;
        var plain = KeysUnderTest.Form().Invoking(form => form.Read(Key, Field, "zq7kary7f3a")).Should().Throw<DecryptionException>().Which;
        var damaged = KeysUnderTest.Form().Invoking(form => form.Read(Key, Field, "enc:v1:zq7kary7f3a:zq7kary7f3a"))
            .Should().Throw<DecryptionException>().Which;

        (unknown.Key, unknown.FieldPath, unknown.KeyId).Should().Be((Key, Field, "lost"));
        unknown.Message.Should().Be(
            "The field 'accessToken' of 'tokens/github:user:42' cannot be decrypted. It is encrypted with the key 'lost', " +
            "which is not in the key ring. Add that key again, or save the grant again with SaveGrantAsync.");
        plain.Message.Should().Contain("AllowPlaintext");
        (damaged.KeyId, plain.KeyId).Should().Be((null, null));
        string.Concat(unknown, plain, damaged).Should().NotContain("zq7k").And.NotContain(text.Split(':')[4]);
    }

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K18")]
    public void KeyRing_Throws_ErrorOmitsItsMessage()
    {
        var stored = KeysUnderTest.Form().Write(Key, Field, new SecretString("token"));
        var failing = new EncryptedSecrets(
            KeysUnderTest.VaultId, allowPlaintext: true, new OddKeyRing(() => throw new TimeoutException("zq7kary")));

        failing.Invoking(form => form.Read(Key, Field, stored))
            .Should().Throw<DecryptionException>().Which.ToString().Should().Contain("TimeoutException").And.NotContain("zq7k");
        failing.Invoking(form => form.Write(Key, Field, new SecretString("token")))
            .Should().Throw<TokenConfigurationException>().Which.ToString().Should().Contain("TimeoutException").And.NotContain("zq7k");
    }

    [Theory, Trait("Guarantee", "K21")]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData(null)]
    public void Write_KeyRingReturnsInvalidId_Throws(string? id)
    {
        var odd = new EncryptedSecrets(
            KeysUnderTest.VaultId,
            allowPlaintext: true,
            new OddKeyRing(() => new WrappedTokenKey { KeyId = id!, Bytes = new byte[48] }));

        odd.Invoking(form => form.Write(Key, Field, new SecretString("token"))).Should().Throw<TokenConfigurationException>();
    }

    [Fact, Trait("Guarantee", "K22")]
    public void TwoKeyRings_EitherWriting_ReadWithBothAndWriteWithOne()
    {
        var (mine, other) = (KeysUnderTest.Ring("mine"), KeysUnderTest.Ring("other"));
        var before = Form(other).Write(Key, Field, new SecretString("before"));

        Form(new TwoKeyRings(mine, other, isLocalWriting: true)).Read(Key, Field, before).Reveal().Should().Be("before");
        Form(new TwoKeyRings(mine, other, isLocalWriting: true)).WritingKeyId.Should().Be("mine");
        Form(new TwoKeyRings(mine, other, isLocalWriting: false)).WritingKeyId.Should().Be("other");

        static EncryptedSecrets Form(ITokenKeyRing ring) => new(KeysUnderTest.VaultId, allowPlaintext: false, ring);
    }

    private static void TryRead(ISecretForm secrets, string key, string field, string text, string what, List<string> taken)
    {
        try
        {
            secrets.Read(key, field, text);
            taken.Add(what);
        }
        catch (DecryptionException)
        {
            // Expected.
        }
    }

    private sealed class OddKeyRing(Func<WrappedTokenKey> wrap) : ITokenKeyRing
    {
        public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey) => wrap();

        public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) => [.. wrap().Bytes.Span];
    }
}
