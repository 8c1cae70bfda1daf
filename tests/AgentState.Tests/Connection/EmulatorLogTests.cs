using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests.Connection;

public sealed class EmulatorLogTests
{
    [Theory, Trait("Guarantee", "P3")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Emulator_WithCredential_LogsThatItIsUnused(bool hasCredential)
    {
        using var logs = new HeardLogs();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(logs));
        services.AddAgentState(state =>
        {
            state.EmulatorHost = "0.0.0.0:9101";
            state.Credential = hasCredential ? FirestoreCredential.FromAccessTokens(_ => new("sesame")) : null;
        });
        await using var provider = services.BuildServiceProvider();

        _ = provider.GetRequiredService<AgentStateClient>();

        logs.Heard.Where(heard => heard.Id == 1005 && heard.Text.Contains("the option Credential", StringComparison.Ordinal))
            .Select(heard => (heard.Level, heard.Text.Contains("127.0.0.1:9101", StringComparison.Ordinal)))
            .Should().Equal(hasCredential ? [(LogLevel.Information, true)] : []);
        logs.Heard.Should().NotContain(heard => heard.Text.Contains("sesame", StringComparison.Ordinal));
    }
}
