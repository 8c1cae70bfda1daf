using AgentState.TestKit;
using Google.Cloud.Firestore.V1;

namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: re-encrypting all tokens, and counting their keys.</summary>
public abstract class TokenReencryptionContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "K22")]
    public async Task ReencryptAsync_AfterKeyRotation_MovesAllDocumentsToTheNewKey()
    {
        const int count = 120; // more than one page
        var engine = await CreateEngineAsync();
        var old = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.First));
        for (var i = 0; i < count; i++)
        {
            await old.Vault.SaveGrantAsync($"service:{i}", Grant($"token{i}"), Token);
        }

        var rotated = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First));
        (await rotated.Vault.CountKeysAsync(Token)).Should().BeEquivalentTo(new TokenKeyReport
        {
            WritingKeyId = KeysUnderTest.Second,
            Documents = count,
            Plaintext = 0,
            Unreadable = 0,
            ByKeyId = new Dictionary<string, int> { [KeysUnderTest.First] = count },
        });
        rotated.Stack.Billed.Read().Writes.Should().Be(0);

        var report = await rotated.Vault.ReencryptAsync(Token);
        var again = await rotated.Vault.ReencryptAsync(Token);

        report.Should().BeEquivalentTo(new TokenKeyReport
        {
            WritingKeyId = KeysUnderTest.Second,
            Documents = count,
            Reencrypted = count,
            Plaintext = 0,
            Unreadable = 0,
            ByKeyId = new Dictionary<string, int> { [KeysUnderTest.Second] = count },
        });
        again.Should().BeEquivalentTo(report with { Reencrypted = 0 });
        rotated.Stack.Billed.Read().Writes.Should().Be(count, "re-encrypted documents are not written again");
        var without = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second));
        (await without.Vault.GetGrantAsync("service:77", Token))!.RefreshToken!.Reveal().Should().Be("token77-refresh");
    }

    [Fact, Trait("Guarantee", "K22"), Trait("Guarantee", "K17")]
    public async Task ReencryptAsync_OfGrant_ChangesOnlyTheTwoTokenFields()
    {
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form());
        await test.Vault.SaveGrantAsync("github", Grant("token") with { Scopes = ["repo"] }, Token);
        var lease = new RefreshLease("another process", 3, Microseconds.Truncate(DateTimeOffset.UtcNow.AddMinutes(1)));
        await test.WriteRawAsync(
            Writes.Patch(
                test.Name,
                [new("refresh", TokenExtras.Of(lease)), new("foreign", Values.Of(7)), new("updatedAt", Values.Of(QueueUnderTest.LongAgo))],
                ["refresh", "foreign", "updatedAt"]),
            Token);
        var before = await test.StoredAsync(Token);

        var report = await VaultUnderTest.Over(
            engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First)).Vault.ReencryptAsync(Token);

        report.Reencrypted.Should().Be(1);
        var after = await test.StoredAsync(Token);
        after.Fields.Where(Differs).Select(field => field.Key).Should().BeEquivalentTo("accessToken", "refreshToken");
        after.Fields.Keys.Should().BeEquivalentTo(before.Fields.Keys);
        (await test.Vault.GetGrantAsync("github", Token)).Should().BeEquivalentTo(
            new
            {
                Scopes = new[] { "repo" },
                UpdatedAt = QueueUnderTest.LongAgo,
                AccessToken = new SecretString("token-access"),
                RefreshToken = new SecretString("token-refresh"),
            });
        (await test.EntriesAsync(Token)).Should().BeEmpty();

        bool Differs(KeyValuePair<string, Value> field) => !field.Value.Equals(before.Fields.GetValueOrDefault(field.Key));
    }

    [Fact, Trait("Guarantee", "K22")]
    public async Task ReencryptAsync_WithUnreadableGrants_CountsThemAndContinues()
    {
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(allowPlaintext: true));
        await VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form("lost")).Vault.SaveGrantAsync("a-lost", Grant("lost"), Token);
        await StoreRawAsync("b-damaged", "enc:v1:damaged", "");
        await test.Vault.SaveGrantAsync("c-current", Grant("current"), Token);
        await VaultUnderTest.Over(
            engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second)).Vault.SaveGrantAsync("d-other", Grant("other"), Token);
        await StoreRawAsync("e-plain", "plain-access", "plain-refresh");
        await StoreRawAsync("f-half", "plain-access", KeysUnderTest.Form().Write("f-half", "refreshToken", new SecretString("half")));
        await StoreRawAsync("g-lease-alone", "", "");

        var before = await test.Vault.CountKeysAsync(Token);
        var report = await test.Vault.ReencryptAsync(Token);

        before.Should().BeEquivalentTo(new TokenKeyReport
        {
            WritingKeyId = KeysUnderTest.First,
            Documents = 6,
            Plaintext = 2,
            Unreadable = 2,
            ByKeyId = new Dictionary<string, int> { [KeysUnderTest.First] = 2, [KeysUnderTest.Second] = 1, ["lost"] = 1 },
        });
        report.Should().BeEquivalentTo(before with
        {
            Reencrypted = 3,
            Plaintext = 0,
            ByKeyId = new Dictionary<string, int> { [KeysUnderTest.First] = 4, ["lost"] = 1 },
        });
        var alone = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.First));
        (await alone.Vault.GetGrantAsync("e-plain", Token))!.RefreshToken!.Reveal().Should().Be("plain-refresh");
        (await alone.Vault.GetGrantAsync("f-half", Token))!.RefreshToken!.Reveal().Should().Be("half");

        Task StoreRawAsync(string key, string access, string refresh) => test.WriteRawAsync(
            Writes.Create(
                engine.Root.Document("tokens", key),
                [new("accessToken", Values.Of(access)), new("refreshToken", Values.Of(refresh))]),
            Token);
    }

    [Fact, Trait("Guarantee", "K22")]
    public async Task ReencryptAsync_WhenPlaintextIsNotAllowed_KeepsPlainDocuments()
    {
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form());
        await VaultUnderTest.Over(engine).Vault.SaveGrantAsync("github", Grant("plain"), Token);

        var report = await test.Vault.ReencryptAsync(Token);

        (report.Reencrypted, report.Plaintext, report.Unreadable).Should().Be((0, 1, 1));
        (await test.StoredAsync(Token)).Fields["accessToken"].StringValue.Should().Be("plain-access");
    }

    [Fact, Trait("Guarantee", "K22"), Trait("Guarantee", "K4")]
    public async Task ReencryptAsync_WithConcurrentWrites_DoesNotOverwriteThem()
    {
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.First));
        var rotated = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First));
        await test.Vault.SaveGrantAsync("github", Grant("first"), Token);
        await test.Vault.SaveGrantAsync("gone", Grant("gone"), Token);
        rotated.Faults.Next(
            Verb.Commit,
            Fault.Before(() => test.Vault.SaveGrantAsync("github", Grant("second"), Token)),
            null,
            Fault.Before(() => test.Vault.DeleteAsync("gone", Token)));

        // "github" sorts before "gone".
        var report = await rotated.Vault.ReencryptAsync(Token);

        (report.Documents, report.Reencrypted).Should().Be((1, 1));
        (await rotated.Vault.GetGrantAsync("github", Token))!.AccessToken.Reveal().Should().Be("second-access");
        (await rotated.Vault.GetGrantAsync("gone", Token)).Should().BeNull();
        report.ByKeyId.Should().BeEquivalentTo(new Dictionary<string, int> { [KeysUnderTest.Second] = 1 });
    }

    [Fact, Trait("Guarantee", "K22")]
    public async Task ReencryptAsync_AfterAnInterruption_FinishesTheRest()
    {
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.First));
        foreach (var key in new[] { "a", "b", "c" })
        {
            await test.Vault.SaveGrantAsync(key, Grant(key), Token);
        }

        var rotated = VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form(KeysUnderTest.Second, KeysUnderTest.First));
        rotated.Faults.Next(Verb.Commit, [null, Fault.LoseReply]);
        rotated.Faults.Otherwise = verb => verb is Verb.Commit ? Fault.LoseRequest : null;
        var reencrypt = () => rotated.Vault.ReencryptAsync(Token);
        await reencrypt.Should().ThrowAsync<AgentStateException>();
        rotated.Faults.Otherwise = _ => null;

        var report = await reencrypt();

        report.Reencrypted.Should().Be(1, "two were done before, one of them with a lost reply");
        report.ByKeyId.Should().BeEquivalentTo(new Dictionary<string, int> { [KeysUnderTest.Second] = 3 });
    }

    [Fact, Trait("Guarantee", "K22")]
    public async Task PlainVault_OnCountAndReencrypt_CountsAndRefuses()
    {
        var engine = await CreateEngineAsync();
        var test = VaultUnderTest.Over(engine);
        await test.Vault.SaveGrantAsync("github", Grant("plain"), Token);
        await VaultUnderTest.Over(engine, encrypted: KeysUnderTest.Form()).Vault.SaveGrantAsync("gitlab", Grant("other"), Token);

        var report = await test.Vault.CountKeysAsync(Token);
        var reencrypt = () => test.Vault.ReencryptAsync(Token);

        report.Should().BeEquivalentTo(new { WritingKeyId = (string?)null, Documents = 2, Plaintext = 1, Unreadable = 1 });
        (await reencrypt.Should().ThrowAsync<InvalidOperationException>()).Which.Message.Should().Contain("EncryptTokens");
    }

    private static NewGrant Grant(string name) =>
        new()
        {
            AccessToken = new SecretString($"{name}-access"),
            RefreshToken = new SecretString($"{name}-refresh"),
            ExpiresAt = DateTimeOffset.UtcNow.AddHours(1),
        };
}
