using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>The vault of one process over an engine; several instances act as several processes. It watches no keys by default.</summary>
internal sealed class VaultUnderTest
{
    public const string Key = "github";

    private readonly QueueUnderTest process;

    private VaultUnderTest(
        QueueUnderTest process, TokenSourceRegistry sources, TokenOptions options, ILogger<TokenVault> logger, ISecretForm? encrypted)
    {
        this.process = process;
        Vault = VaultComposition.Create(process, options, sources, logger, encrypted);
    }

    public TokenVault Vault { get; }

    public FaultyDocumentStore Faults => process.Faults;

    public DocumentStack Stack => process.Stack;

    public IDocumentStore Engine => process.Engine;

    public string Name => Engine.Root.Document("tokens", Key);

    public static VaultUnderTest Over(
        IDocumentStore engine,
        ITokenRefresher? refresher = null,
        string? staticToken = null,
        TokenOptions? options = null,
        ILogger<TokenVault>? logger = null,
        TimeProvider? time = null,
        ISecretForm? encrypted = null)
    {
        var sources = new TokenSourceRegistry();
        if (refresher is not null)
        {
            sources.AddRefresher(Key, () => refresher);
        }

        if (staticToken is not null)
        {
            sources.AddStatic(Key, () => staticToken);
        }

        return new VaultUnderTest(
            QueueUnderTest.Over(engine, time: time),
            sources,
            options ?? new TokenOptions { WatchedKeys = 0 },
            logger ?? NullLogger<TokenVault>.Instance,
            encrypted ?? KeysUnderTest.FormOver(engine));
    }

    public async Task<Document> StoredAsync(CancellationToken cancellationToken) =>
        (await Engine.GetAsync([Name], cancellationToken))[0].Document.Should().NotBeNull().And.BeOfType<Document>().Subject;

    public Task WriteRawAsync(Write write, CancellationToken cancellationToken) => process.WriteRawAsync(write, cancellationToken);

    /// <summary>Expires the refresh lease.</summary>
    public Task RunLeaseOutAsync(CancellationToken cancellationToken) =>
        WriteRawAsync(
            Writes.Patch(Name, [new("refresh", Values.Map(("until", Values.Of(QueueUnderTest.LongAgo))))], ["refresh.until"]),
            cancellationToken);

    /// <summary>Stores a pair like another client: replaces the whole document with the four shared fields.</summary>
    public Task SaveAsForeignerAsync(NewGrant grant, CancellationToken cancellationToken) => WriteRawAsync(
        new Write
        {
            Update = new Document
            {
                Name = Name,
                Fields =
                {
                    ["accessToken"] = Values.Of(grant.AccessToken.Reveal()),
                    ["refreshToken"] = Values.Of(grant.RefreshToken?.Reveal() ?? ""),
                    ["expiresAt"] = Values.Of(grant.ExpiresAt!.Value),
                },
            },
        }.WithServerTime("updatedAt"),
        cancellationToken);

    /// <summary>Returns the entries of the activity log, oldest first; entries of one millisecond are in any order.</summary>
    public async Task<IReadOnlyList<ActivityEntry>> EntriesAsync(CancellationToken cancellationToken) =>
        [.. (await process.Activity.ListAsync(cancellationToken: cancellationToken)).Items.Reverse()];
}
