namespace HumanInTheLoop;

/// <summary>The person at the console; without a console, the answer is yes after a moment.</summary>
internal static class Person
{
    public static async Task<Answer> AskAsync(Question question)
    {
        Console.Write($"{question.Ask} \"{question.Text}\" [y/n] ");
        if (Console.IsInputRedirected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            Console.WriteLine("y (no console: answered automatically)");
            return new Answer(Publish: true);
        }

        return new Answer(Console.ReadLine() is { } said && said.Trim().StartsWith('y'));
    }
}
