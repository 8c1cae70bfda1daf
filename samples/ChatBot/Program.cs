using AgentState;
using ChatBot;
using Microsoft.Extensions.DependencyInjection;

// A bot that stores the preferences of its users and logs its answers. The console also shows the log.
var services = new ServiceCollection();
services
    .AddAgentState(options =>
    {
        options.Activity.InfoRetention = TimeSpan.FromDays(30); // warnings and errors for ever
        options.Activity.Redaction.Patterns.Add("customer-[0-9]+"); // in addition to the built-in patterns
    })
    .UseEmbedded(); // in memory; without this line it connects to Firestore

await using var provider = services.BuildServiceProvider();
var client = provider.GetRequiredService<AgentStateClient>();
var bot = new Bot(client);
var tail = LogTail.PrintAsync(client.Activity);

await foreach (var line in Chat.LinesAsync())
{
    Console.WriteLine($"  {await bot.AnswerAsync("42", line)}");
}

bot.End();
await client.FlushAsync(); // disposing the provider does so as well
await tail;
