using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentState.Contracts;

/// <summary>One process's vault over an engine. Several over one engine are several processes.</summary>
internal sealed class VaultUnderTest
{
    public const string Key = "github";

    private readonly QueueUnderTest process;

    private VaultUnderTest(QueueUnderTest process, TokenSources sources, TokenOptions options, ILogger<TokenVault> logger)
    {
        this.process = process;
        Vault = new TokenVault(process.Stack, options, sources, logger);
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
        ILogger<TokenVault>? logger = null)
    {
        var sources = new TokenSources();
        if (refresher is not null)
        {
            sources.AddRefresher(Key, () => refresher);
        }

        if (staticToken is not null)
        {
            sources.AddStatic(Key, () => staticToken);
        }

        return new VaultUnderTest(QueueUnderTest.Over(engine), sources, options ?? new TokenOptions(), logger ?? NullLogger<TokenVault>.Instance);
    }

    public async Task<Document> StoredAsync(CancellationToken cancellationToken) =>
        (await Engine.GetAsync([Name], cancellationToken))[0].Document.Should().NotBeNull().And.BeOfType<Document>().Subject;

    public Task WriteRawAsync(Write write, CancellationToken cancellationToken) => process.WriteRawAsync(write, cancellationToken);
}
