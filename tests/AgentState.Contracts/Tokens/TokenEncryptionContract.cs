using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>
/// Tests that every engine must pass: an encrypting vault stores no plaintext token, and reports undecryptable grants without changing
/// them.
/// </summary>
public abstract class TokenEncryptionContract : Contract
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K17")]
    public async Task SaveGrantAsync_WithEncryption_StoresCiphertextInTheSharedFields()
    {
        var engine = await CreateEngineAsync();
        var test = Encrypting(engine);
        await test.WriteRawAsync(Writes.Create(test.Name, [new("foreign", Values.Of("kept"))]), Token);

        await test.Vault.SaveGrantAsync("github", Grant("first"), Token);

        var stored = await test.StoredAsync(Token);
        stored.Fields.Keys.Should().BeEquivalentTo("accessToken", "refreshToken", "expiresAt", "updatedAt", "foreign");
        TextOf(stored, "accessToken").Should().StartWith("enc:v1:2026-01:");
        TextOf(stored, "refreshToken").Should().StartWith("enc:v1:2026-01:");
        stored.ToString().Should().NotContain("first");
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("first-access");
        (await Encrypting(engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("first-refresh");
    }

    [Fact, Trait("Guarantee", "K21")]
    public async Task SaveGrantAsync_WithoutRefreshToken_ReadsBackNone()
    {
        var test = Encrypting(await CreateEngineAsync());

        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("only") }, Token);

        TextOf(await test.StoredAsync(Token), "refreshToken").Should().BeEmpty();
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken.Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K38")]
    public async Task MintAndRefresh_WithEncryption_StoreCiphertext()
    {
        var refresher = new ScriptedRefresher(canMint: true);
        var test = Encrypting(await CreateEngineAsync(), refresher);
        refresher.Lifetime = TimeSpan.FromSeconds(-1);
        await test.Vault.GetAccessTokenAsync("github", Token);
        refresher.Lifetime = TimeSpan.FromHours(8);

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        token.Secret.Reveal().Should().Be("token-access-2");
        var stored = await test.StoredAsync(Token);
        stored.ToString().Should().NotContain("token-access").And.NotContain("token-refresh");
        (await test.Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    [Theory, Trait("Guarantee", "K4"), Trait("Guarantee", "K22")]
    [InlineData("while the service is called")]
    [InlineData("before the new pair is stored")]
    [InlineData("after the new pair is stored and its reply is lost")]
    public async Task Refresh_DuringReencryption_StoresTheNewPair(string when)
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher();
        var test = Encrypting(engine, refresher);
        var other = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First));
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        TokenKeyReport? report = null;
        switch (when)
        {
            case "while the service is called":
                refresher.Next(ReencryptAsync);
                break;
            case "before the new pair is stored":
                test.Faults.Next(Verb.Commit, null, Fault.Before(ReencryptAsync));
                break;
            default:
                test.Faults.Next(Verb.Commit, null, Fault.LoseReplyBehind(ReencryptAsync));
                break;
        }

        var token = await test.Vault.GetAccessTokenAsync("github", Token);

        report!.Reencrypted.Should().Be(1, "the stored ciphertext of the pair has changed");
        refresher.Calls.Should().Be(1);
        token.Secret.Reveal().Should().Be("token-access-2");
        var grant = await other.Vault.GetGrantAsync("github", Token);
        (grant!.AccessToken.Reveal(), grant.RefreshToken!.Reveal(), grant.State)
            .Should().Be(("token-access-2", "token-refresh-2", TokenState.Valid));
        (await test.StoredAsync(Token)).Fields.Should().NotContainKey("refresh", "the lease is released");

        async Task ReencryptAsync() => report = await other.Vault.ReencryptAsync(Token);
    }

    [Fact, Trait("Guarantee", "K22"), Trait("Guarantee", "K17")]
    public async Task PlainDocument_WhenPlaintextIsAllowed_IsReadAndLaterEncrypted()
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher();
        var test = VaultUnderTest.Over(engine, refresher, encrypted: KeysUnderTest.Form(allowPlaintext: true));
        await test.SaveAsForeignerAsync(refresher.Consent(TimeSpan.FromHours(1)), Token);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("token-access-1");
        await test.SaveAsForeignerAsync(refresher.Consent(), Token);

        (await test.Vault.ReportRejectedAsync("github", new SecretString("token-access-1"), Token)).Secret.Reveal()
            .Should().Be("token-access-3");

        (await test.StoredAsync(Token)).ToString().Should().NotContain("token-");
        (await Encrypting(engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-3");
    }

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K22")]
    public async Task UndecryptableGrant_OnEveryMethod_ThrowsAndIsNotRefreshed()
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher(canMint: true);
        var test = Encrypting(engine, refresher, staticToken: "personal");
        await VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form("lost")).Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var before = await test.StoredAsync(Token);
        Func<Task>[] calls =
        [
            () => test.Vault.GetAccessTokenAsync("github", Token),
            () => test.Vault.ReportRejectedAsync("github", new SecretString("any"), Token),
            () => test.Vault.GetGrantAsync("github", Token),
        ];

        foreach (var call in calls)
        {
            await IsRefusedAsync(call);
        }

        (await test.StoredAsync(Token)).Should().Be(before);
        await IsRefusedAsync(() => test.Vault.RevokeAsync("github", Token));
        refresher.Calls.Should().Be(0);
        (await test.StoredAsync(Token)).Fields.Where(field => field.Key is not ("state" or "failure"))
            .Should().BeEquivalentTo(before.Fields, "it is only marked");
        await test.Vault.SaveGrantAsync("github", Grant("saved"), Token);
        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("saved-access", "a new consent was saved");

        static async Task IsRefusedAsync(Func<Task> call)
        {
            var error = (await call.Should().ThrowAsync<DecryptionException>()).Which;
            (error.Key, error.FieldPath, error.KeyId).Should().Be(("github", "accessToken", "lost"));
            error.Message.Should().Contain("'lost', which is not in the key ring");
        }
    }

    [Theory, Trait("Guarantee", "K21"), Trait("Guarantee", "K22")]
    [InlineData("another field")]
    [InlineData("another grant")]
    [InlineData("another vault")]
    [InlineData("another key under the same id")]
    [InlineData("cut off")]
    [InlineData("plain")]
    public async Task TamperedCiphertext_OnRead_ThrowsAndIsNotOverwritten(string what)
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher(canMint: true);
        var test = Encrypting(engine, refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        await test.Vault.SaveGrantAsync("gitlab", Grant("other"), Token);
        var text = TextOf(await test.StoredAsync(Token), "refreshToken");
        text = what switch
        {
            "another field" => TextOf(await test.StoredAsync(Token), "accessToken"),
            "another grant" =>
                TextOf((await engine.GetAsync([engine.Root.Document("tokens", "gitlab")], Token))[0].Document!, "refreshToken"),
            "another vault" => new EncryptedSecrets("elsewhere", allowPlaintext: true, KeysUnderTest.Ring())
                .Write("github", "refreshToken", new SecretString("x")),
            "another key under the same id" => Resealed(),
            "cut off" => text[..^7],
            _ => "as it is",
        };
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("refreshToken", Values.Of(text))], ["refreshToken"]), Token);
        var before = await test.StoredAsync(Token);

        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<DecryptionException>()).Which.FieldPath.Should().Be("refreshToken");
        refresher.Calls.Should().Be(0);
        (await test.StoredAsync(Token)).Should().Be(before);

        static string Resealed() => new EncryptedSecrets(
            KeysUnderTest.VaultId,
            allowPlaintext: false,
            new LocalKeyRing(new Dictionary<string, byte[]> { [KeysUnderTest.First] = new byte[32] }, KeysUnderTest.First))
            .Write("github", "refreshToken", new SecretString("x"));
    }

    [Fact, Trait("Guarantee", "K22"), Trait("Guarantee", "K5")]
    public async Task Refresh_WhenTheGrantBecomesUndecryptable_KeepsTheNewPair()
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher();
        var test = Encrypting(engine, refresher);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        refresher.Next(() => test.WriteRawAsync(
            Writes.Patch(test.Name, [new("accessToken", Values.Of("enc:v1:lost:AAAA:AAAA"))], ["accessToken"]), Token));
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenRefreshException>()).Which.InnerException.Should().BeOfType<DecryptionException>();

        (await get()).Secret.Reveal().Should().Be("token-access-2", "the new token is valid in this process");
        TextOf(await test.StoredAsync(Token), "accessToken").Should().Be("enc:v1:lost:AAAA:AAAA");
        refresher.Calls.Should().Be(1);
    }

    [Fact, Trait("Guarantee", "K5"), Trait("Guarantee", "K21")]
    public async Task Refresh_WhenEncryptionFails_KeepsTheNewPairAndStoresItLater()
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher();
        var ring = new BreakableKeyRing();
        var test = VaultUnderTest.Over(
            engine, refresher, encrypted: new EncryptedSecrets(KeysUnderTest.VaultId, allowPlaintext: false, ring));
        await test.Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        refresher.Next(() =>
        {
            ring.IsBroken = true;
            return Task.CompletedTask;
        });
        var get = () => test.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<TokenRefreshException>()).Which.InnerException.Should().BeOfType<TokenConfigurationException>()
            .Which.Message.Should().NotContain("secret words");
        ring.IsBroken = false;
        (await get()).Secret.Reveal().Should().Be("token-access-2");

        refresher.Calls.Should().Be(1);
        (await Encrypting(engine).Vault.GetGrantAsync("github", Token))!.RefreshToken!.Reveal().Should().Be("token-refresh-2");
    }

    [Fact, Trait("Guarantee", "K21"), Trait("Guarantee", "K22")]
    public async Task PlainVault_OnEncryptedGrant_ThrowsAndCallsNoService()
    {
        var engine = await CreateEngineAsync();
        var refresher = new ScriptedRefresher(canMint: true);
        await Encrypting(engine).Vault.SaveGrantAsync("github", refresher.Consent(), Token);
        var plain = VaultUnderTest.Over(engine, refresher);

        var get = () => plain.Vault.GetAccessTokenAsync("github", Token);

        (await get.Should().ThrowAsync<DecryptionException>()).Which.Message.Should().Contain("EncryptTokens");
        refresher.Calls.Should().Be(0);
    }

    [Theory, Trait("Guarantee", "K21")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Token_WithTheEncryptionPrefix_IsStoredUnlessItLooksEncrypted(bool encrypts)
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync(), encrypted: encrypts ? KeysUnderTest.Form(allowPlaintext: true) : null);

        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("enc:orced") }, Token);
        (await test.Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be("enc:orced");

        // A text in the complete format of a ciphertext is not accepted as a token.
        var save = () => test.Vault.SaveGrantAsync(
            "github", new NewGrant { AccessToken = new SecretString("enc:v1:2026-01:AAAA:AAAA") }, Token);
        (await save.Should().ThrowAsync<ArgumentException>()).WithParameterName("grant.AccessToken").Which.Message
            .Should().NotContain("AAAA");
    }

    [Fact, Trait("Guarantee", "K14"), Trait("Guarantee", "K22")]
    public async Task CachedToken_WithEncryption_SurvivesReencryptionAndFollowsWrites()
    {
        var engine = await CreateEngineAsync();
        var test = Encrypting(engine, options: new TokenOptions());
        var other = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First));
        await test.Vault.SaveGrantAsync("github", Grant("first"), Token);
        var token = await test.Vault.GetAccessTokenAsync("github", Token);
        await Eventually.TrueAsync(() => test.Stack.OpenListeners.Count == 1, Patience, Token);
        await using var listener = test.Stack.Documents.ListenAsync(ListenTarget.OfDocument(test.Name), Token).GetAsyncEnumerator(Token);
        await listener.MoveNextAsync();

        (await other.Vault.ReencryptAsync(Token)).Reencrypted.Should().Be(1);
        while (!TextOf(listener.Current.Documents[test.Name], "accessToken").StartsWith("enc:v1:2026-02:", StringComparison.Ordinal))
        {
            await listener.MoveNextAsync();
        }

        (await test.Vault.GetAccessTokenAsync("github", Token)).Should().BeSameAs(token);
        await other.Vault.SaveGrantAsync("github", Grant("second"), Token);
        await Eventually.TrueAsync(async () => await AnswerAsync() == "second-access", Patience, Token);
        await VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form("lost")).Vault.SaveGrantAsync("github", Grant("third"), Token);
        await Eventually.TrueAsync(async () => await AnswerAsync() == nameof(DecryptionException), Patience, Token);
        await test.Vault.DisposeAsync();

        async Task<string> AnswerAsync()
        {
            try
            {
                return (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal();
            }
            catch (DecryptionException error)
            {
                return error.GetType().Name;
            }
        }
    }

    private static VaultUnderTest Encrypting(
        IDocumentStore engine, ITokenRefresher? refresher = null, string? staticToken = null, TokenOptions? options = null) =>
        VaultUnderTest.Over(engine, refresher, staticToken, options, encrypted: KeysUnderTest.Form());

    private static string TextOf(Document document, string field) => document.Fields[field].StringValue;

    private static NewGrant Grant(string name) =>
        new()
        {
            AccessToken = new SecretString($"{name}-access"),
            RefreshToken = new SecretString($"{name}-refresh"),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        };

    private sealed class BreakableKeyRing : ITokenKeyRing
    {
        private readonly LocalKeyRing ring = KeysUnderTest.Ring();

        public bool IsBroken { get; set; }

        public WrappedTokenKey Wrap(ReadOnlySpan<byte> dataKey) =>
            IsBroken ? throw new TimeoutException("secret words") : ring.Wrap(dataKey);

        public byte[]? Unwrap(string keyId, ReadOnlySpan<byte> wrapped) => ring.Unwrap(keyId, wrapped);
    }
}
