using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>What every engine must make true of a revocation: nobody uses the grant from the first moment on, and none is left over.</summary>
public abstract class TokenRevokeContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Promise", "K31")]
    public async Task AGrant_IsMarkedFirst_ThenRevokedAtTheService_ThenDeleted()
    {
        var (test, refresher, revoker) = await WithGrantAsync();
        var other = VaultUnderTest.Over(test.Engine, revoker);
        TokenState? meanwhile = null;
        revoker.Next(async () =>
        {
            meanwhile = (await test.Vault.GetGrantAsync("github", Token))!.State;
            await other.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<ReauthorizationRequiredException>();
        });

        await test.Vault.RevokeAsync("github", Token);
        await test.Vault.RevokeAsync("github", Token);

        meanwhile.Should().Be(TokenState.NeedsReauthorization);
        revoker.Revoked.Should().Equal("token-access-1");
        refresher.Calls.Should().Be(0);
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
        (await test.EntriesAsync(Token)).Should().ContainSingle(entry => entry.Action == "token.revoked");
    }

    [Fact, Trait("Promise", "K31")]
    public async Task AServiceThatFails_LeavesTheGrantMarked_AndRevokingAgainGoesOn()
    {
        var (test, _, revoker) = await WithGrantAsync();
        revoker.Next(() => throw new HttpRequestException("secret words"));
        revoker.Next(() => throw new TokenRateLimitedException("github", DateTimeOffset.UtcNow));
        var revoke = () => test.Vault.RevokeAsync("github", Token);

        (await revoke.Should().ThrowAsync<TokenRefreshException>()).Which.ToString().Should().NotContain("secret words");
        await revoke.Should().ThrowAsync<TokenRateLimitedException>();
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token)).Should().ThrowAsync<ReauthorizationRequiredException>();
        await revoke();

        revoker.Revoked.Should().Equal("token-access-1");
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Promise", "K31"), Trait("Promise", "K9")]
    public async Task AGrantThatIsBeingRefreshed_IsRevoked_WithWhatItWasGiven()
    {
        var (test, refresher, revoker) = await WithGrantAsync(TimeSpan.FromHours(-1));
        var other = VaultUnderTest.Over(test.Engine, revoker);
        var gate = new ServiceGate(refresher);
        var getting = other.Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, getting);

        var revoking = test.Vault.RevokeAsync("github", Token);
        await Eventually.TrueAsync(
            async () => (await test.Vault.GetGrantAsync("github", Token))!.State is TokenState.NeedsReauthorization, Eventually.Patience, Token);
        gate.Open();
        await revoking;

        await getting.Awaiting(call => call).Should().ThrowAsync<ReauthorizationRequiredException>();
        revoker.Revoked.Should().Equal("token-access-2");
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Promise", "K31"), Trait("Promise", "K9")]
    public async Task AGrantConsentedAnewMeanwhile_IsLeftAlone()
    {
        var (test, _, revoker) = await WithGrantAsync();
        revoker.Next(() => test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new Secret("anew") }, Token));

        await test.Vault.RevokeAsync("github", Token);

        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("anew");
    }

    [Theory, Trait("Promise", "K31")]
    [InlineData("lose-reply", "lose-reply")]
    [InlineData("lose-request", "abort")]
    [InlineData("abort", "lose-reply")]
    [InlineData("none", "lose-request")]
    public async Task UnderFaults_TheServiceIsToldOnce_AndNothingIsLeft(string first, string second)
    {
        var (test, _, revoker) = await WithGrantAsync();
        test.Faults.Next(Verb.Commit, Make(first), Make(second));

        await test.Vault.RevokeAsync("github", Token);

        revoker.Revoked.Should().Equal("token-access-1");
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();

        static Fault? Make(string fault) => fault switch
        {
            "lose-reply" => Fault.LoseReply,
            "lose-request" => Fault.LoseRequest,
            "abort" => Fault.Abort,
            _ => null,
        };
    }

    // Its key is lost: the service cannot be told, and yet no process that has the key must use it.
    [Fact, Trait("Promise", "K31")]
    public async Task AGrantThatCannotBeDecrypted_IsMarkedAllTheSame()
    {
        var (test, _, revoker) = await WithGrantAsync();
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("accessToken", Values.Of("enc:v1:lost:AAAA:AAAA"))], ["accessToken"]), Token);

        await test.Vault.Awaiting(vault => vault.RevokeAsync("github", Token)).Should().ThrowAsync<AgentStateException>();

        revoker.Revoked.Should().BeEmpty();
        var stored = (await test.StoredAsync(Token)).Fields;
        (stored["state"].StringValue, stored["failure"].MapValue.Fields["code"].StringValue).Should().Be(("needsReauthorization", "revoked"));
    }

    [Fact, Trait("Promise", "K31")]
    public async Task WithoutAnybodyWhoCouldTellTheService_TheGrantIsForgotten()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.Vault.RevokeAsync("github", Token);
        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new Secret("access") }, Token);

        await test.Vault.RevokeAsync("github", Token);

        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    private async Task<(VaultUnderTest Test, ScriptedRefresher Refresher, Revoker Revoker)> WithGrantAsync(TimeSpan? left = null)
    {
        var refresher = new ScriptedRefresher();
        var revoker = new Revoker(refresher);
        var test = VaultUnderTest.Over(await CreateEngineAsync(), revoker);
        await test.Vault.SaveGrantAsync("github", refresher.Consent(left ?? TimeSpan.FromHours(8)), Token);
        return (test, refresher, revoker);
    }

    private sealed class Revoker(ScriptedRefresher inner) : ITokenRefresher, ITokenRevoker
    {
        private readonly Queue<Func<Task>> before = new();
        private readonly List<string> revoked = [];

        public bool CanMint => false;

        public IReadOnlyList<string> Revoked => revoked;

        public void Next(Func<Task> happens) => before.Enqueue(happens);

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) => inner.RefreshAsync(key, current, cancellationToken);

        public async Task RevokeAsync(string key, TokenGrant grant, CancellationToken cancellationToken)
        {
            if (before.TryDequeue(out var happens))
            {
                await happens();
            }

            revoked.Add(grant.AccessToken.Reveal());
        }
    }
}
