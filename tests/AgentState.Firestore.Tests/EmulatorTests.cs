namespace AgentState.Firestore.Tests;

public sealed class EmulatorTests(EmulatorFixture fixture)
{
    [Fact]
    public async Task Emulator_Started_AnswersAtItsHost()
    {
        using var http = new HttpClient();

        var answer = await http.GetStringAsync(new Uri($"http://{fixture.Emulator.Host}/"), TestContext.Current.CancellationToken);

        answer.Trim().Should().Be("Ok");
    }
}
