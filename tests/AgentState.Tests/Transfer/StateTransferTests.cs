using AgentState.TestKit;
using Google.Cloud.Firestore.V1;
using Microsoft.Extensions.DependencyInjection;

namespace AgentState.Tests;

/// <summary>Copies that are refused, by the library or by the target.</summary>
public sealed class StateTransferTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CopyAsync_OntoItself_Throws()
    {
        await using var provider = Provide(await Embedded.CreateAsync());
        var client = provider.GetRequiredService<AgentStateClient>();

        var copy = () => StateTransfer.CopyAsync(client, client, cancellationToken: Token);

        (await copy.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be("target");
    }

    [Fact]
    public async Task CopyAsync_OfADocumentThatTheTargetRefuses_NamesItAndCopiesTheRest()
    {
        await using var source = Provide(await Embedded.CreateAsync());
        await using var target = Provide(new Refusing(await Embedded.CreateAsync(), "43"));
        var (from, to) = (source.GetRequiredService<AgentStateClient>(), target.GetRequiredService<AgentStateClient>());
        foreach (var id in (string[])["42", "43", "44"])
        {
            await from.Users.GetOrCreateAsync(id, cancellationToken: Token);
        }

        var copy = () => StateTransfer.CopyAsync(from, to, cancellationToken: Token);

        (await copy.Should().ThrowAsync<AgentStateException>()).WithMessage("*'users/43'*too large*")
            .WithInnerException<StateLimitException>();
        (await to.Users.ListAsync(cancellationToken: Token)).Items.Select(user => user.Id).Should().Equal("42", "44");
    }

    private static ServiceProvider Provide(IDocumentStore engine)
    {
        var services = new ServiceCollection();
        services.AddAgentState();
        services.Configure<EngineOptions>("", options => options.Create = (_, _) => engine);
        return services.BuildServiceProvider();
    }

    /// <summary>A database that accepts every document except one.</summary>
    private sealed class Refusing(IDocumentStore inner, string id) : PassingDocumentStore(inner)
    {
        public override async Task<IReadOnlyList<WriteOutcome>> BatchWriteAsync(
            IReadOnlyList<Write> writes, CancellationToken cancellationToken)
        {
            var accepted = writes.Where(write => DatabaseRoot.IdOf(Writes.NameOf(write)) != id).ToList();
            var outcomes = new Queue<WriteOutcome>(await base.BatchWriteAsync(accepted, cancellationToken));
            return
            [
                .. writes.Select(write => accepted.Contains(write)
                    ? outcomes.Dequeue()
                    : WriteOutcome.Failed(new StateLimitException("The document is too large."))),
            ];
        }
    }
}
