namespace HumanInTheLoop;

/// <summary>Whoever sits at the console; where nobody does, somebody who says yes after a moment.</summary>
internal static class Person
{
    public static async Task<Answer> AskAsync(Question question)
    {
        Console.Write($"{question.Ask} \"{question.Text}\" [y/n] ");
        if (Console.IsInputRedirected)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            Console.WriteLine("y (nobody is there to be asked)");
            return new Answer(Publish: true);
        }

        return new Answer(Console.ReadLine() is { } said && said.Trim().StartsWith('y'));
    }
}
