using AgentState;
using AgentState.VaultProcess;
using Microsoft.Extensions.DependencyInjection;

// A token vault in a process of its own, for tests that need several, or one that they can stop or kill. It does what it is told by lines: "get N" asks for a token N times at once, says
// "asked", and then what came of it: "token T" where all got T. "hold" keeps the next answer of the service back in the refresher, says "answered" when it has come, and goes on at "go".
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
            Console.WriteLine($"what is '{verb}'?");
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
