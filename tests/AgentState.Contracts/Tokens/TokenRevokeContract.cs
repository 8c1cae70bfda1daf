using AgentState.TestKit;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: a revoked grant is unusable at once, and nothing of it remains.</summary>
public abstract class TokenRevokeContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K31")]
    public async Task RevokeAsync_OfGrant_MarksRevokesAndDeletesInThatOrder()
    {
        var (test, refresher, revoker) = await WithGrantAsync();
        var other = VaultUnderTest.Over(test.Engine, revoker);
        TokenState? duringRevocation = null;
        revoker.Next(async () =>
        {
            duringRevocation = (await test.Vault.GetGrantAsync("github", Token))!.State;
            await other.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
                .Should().ThrowAsync<ReauthorizationRequiredException>();
        });

        await test.Vault.RevokeAsync("github", Token);
        await test.Vault.RevokeAsync("github", Token);

        duringRevocation.Should().Be(TokenState.NeedsReauthorization);
        revoker.Revoked.Should().Equal("token-access-1");
        refresher.Calls.Should().Be(0);
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
        (await test.EntriesAsync(Token)).Should().ContainSingle(entry => entry.Action == "token.revoked");
    }

    [Fact, Trait("Guarantee", "K31")]
    public async Task RevokeAsync_WhenTheServiceFails_KeepsTheMarkAndCanBeRepeated()
    {
        var (test, _, revoker) = await WithGrantAsync();
        revoker.Next(() => throw new HttpRequestException("secret words"));
        revoker.Next(() => throw new TokenRateLimitedException("github", DateTimeOffset.UtcNow));
        var revoke = () => test.Vault.RevokeAsync("github", Token);

        (await revoke.Should().ThrowAsync<TokenRefreshException>()).Which.ToString().Should().NotContain("secret words");
        await revoke.Should().ThrowAsync<TokenRateLimitedException>();
        await test.Vault.Awaiting(vault => vault.GetAccessTokenAsync("github", Token))
            .Should().ThrowAsync<ReauthorizationRequiredException>();
        await revoke();

        revoker.Revoked.Should().Equal("token-access-1");
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K31"), Trait("Guarantee", "K9")]
    public async Task RevokeAsync_DuringRefresh_RevokesTheNewToken()
    {
        var (test, refresher, revoker) = await WithGrantAsync(TimeSpan.FromHours(-1));
        var other = VaultUnderTest.Over(test.Engine, revoker);
        var gate = new ServiceGate(refresher);
        var getting = other.Vault.GetAccessTokenAsync("github", Token);
        await gate.ArrivedAsync(Token, getting);

        var revoking = test.Vault.RevokeAsync("github", Token);
        await Eventually.TrueAsync(
            async () => (await test.Vault.GetGrantAsync("github", Token))!.State is TokenState.NeedsReauthorization,
            Eventually.Patience,
            Token);
        gate.Open();
        await revoking;

        await getting.Awaiting(call => call).Should().ThrowAsync<ReauthorizationRequiredException>();
        revoker.Revoked.Should().Equal("token-access-2");
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeNull();
    }

    [Fact, Trait("Guarantee", "K31"), Trait("Guarantee", "K9")]
    public async Task RevokeAsync_WhenANewGrantIsSaved_KeepsTheNewGrant()
    {
        var (test, _, revoker) = await WithGrantAsync();
        revoker.Next(() => test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("saved") }, Token));

        await test.Vault.RevokeAsync("github", Token);

        (await test.Vault.GetAccessTokenAsync("github", Token)).Secret.Reveal().Should().Be("saved");
    }

    [Theory, Trait("Guarantee", "K31")]
    [InlineData("lose-reply", "lose-reply")]
    [InlineData("lose-request", "abort")]
    [InlineData("abort", "lose-reply")]
    [InlineData("none", "lose-request")]
    public async Task RevokeAsync_UnderFaults_CallsTheServiceOnceAndDeletes(string first, string second)
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

    // Without the key, the service cannot be called; still, no process that has the key may use the grant.
    [Fact, Trait("Guarantee", "K31")]
    public async Task RevokeAsync_OfUndecryptableGrant_StillMarksIt()
    {
        var (test, _, revoker) = await WithGrantAsync();
        await test.WriteRawAsync(Writes.Patch(test.Name, [new("accessToken", Values.Of("enc:v1:lost:AAAA:AAAA"))], ["accessToken"]), Token);

        await test.Vault.Awaiting(vault => vault.RevokeAsync("github", Token)).Should().ThrowAsync<AgentStateException>();

        revoker.Revoked.Should().BeEmpty();
        var stored = (await test.StoredAsync(Token)).Fields;
        (stored["state"].StringValue, stored["failure"].MapValue.Fields["code"].StringValue)
            .Should().Be(("needsReauthorization", "revoked"));
    }

    [Fact, Trait("Guarantee", "K31")]
    public async Task RevokeAsync_WithoutARevoker_DeletesTheGrant()
    {
        var test = VaultUnderTest.Over(await CreateEngineAsync());
        await test.Vault.RevokeAsync("github", Token);
        await test.Vault.SaveGrantAsync("github", new NewGrant { AccessToken = new SecretString("access") }, Token);

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

        public Task<NewGrant> RefreshAsync(string key, TokenGrant? current, CancellationToken cancellationToken) =>
            inner.RefreshAsync(key, current, cancellationToken);

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
