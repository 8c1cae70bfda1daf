using AgentState;
using AgentState.VaultProcess;
using Microsoft.Extensions.DependencyInjection;

// A child process with a token vault, for tests that need several processes, or one that they can suspend or kill. It reads commands as
// lines. "get N" requests a token N times at once, prints "asked", and then the result: "token T" if all got T, or "error" and the type.
// "hold" makes the refresher hold back the next answer of the service; it prints "answered" when the answer has arrived, and continues at
// "go".
var refresher = new HttpRefresher(new Uri(args[2]));
await using var provider = new ServiceCollection()
    .AddAgentState(options =>
    {
        (options.EmulatorHost, options.ProjectId) = (args[0], args[1]);
        options.Tokens.RefreshTimeout = TimeSpan.FromSeconds(int.Parse(args[3], provider: null));
        options.Tokens.SaveTimeout = TimeSpan.FromSeconds(2);
    })
    .AddTokenRefresher("github", refresher)
    .Services.BuildServiceProvider();
var vault = provider.GetRequiredService<ITokenVault>();
Console.WriteLine("started");

while (Console.ReadLine()?.Split(' ') is [var verb, ..] words && verb != "quit")
{
    switch (verb)
    {
        case "get":
            var calls = Enumerable.Range(0, int.Parse(words[1], provider: null)).Select(_ => vault.GetAccessTokenAsync("github")).ToList();
            Console.WriteLine("asked");
            _ = AnswerAsync(calls);
            break;
        case "hold":
            refresher.Hold();
            break;
        case "go":
            refresher.Go();
            break;
        default:
            Console.WriteLine($"unknown command '{verb}'");
            break;
    }
}

static async Task AnswerAsync(IReadOnlyList<Task<AccessToken>> calls)
{
    try
    {
        var tokens = (await Task.WhenAll(calls)).Select(token => token.Secret.Reveal()).Distinct();
        Console.WriteLine($"token {string.Join(',', tokens)}");
    }
    catch (AgentStateException error)
    {
        Console.WriteLine($"error {error.GetType().Name}");
    }
}
