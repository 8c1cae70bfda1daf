using AgentState;
using ChatBot;
using Microsoft.Extensions.DependencyInjection;

// A bot that knows its users and what they prefer, and logs what it does. Its log is followed on the same console.
var services = new ServiceCollection();
services
    .AddAgentState(options =>
    {
        options.Activity.InfoRetention = TimeSpan.FromDays(30); // warnings and errors for ever
        options.Activity.Redaction.Patterns.Add("customer-[0-9]+"); // beside what is known by itself
    })
    .UseEmbedded(); // in memory; without this line Firestore, by the environment or by options

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
