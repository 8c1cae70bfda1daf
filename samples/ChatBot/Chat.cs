namespace ChatBot;

/// <summary>The lines of the user, from the console; a fixed script if the input is redirected.</summary>
internal static class Chat
{
    private static readonly string[] Talk =
    [
        "hello", "/lang de", "hello", "/loud", "hello", "my token is ghp_" + "0123456789abcdefABCDEF0123456789abcd, I am customer-17",
        "/quiet", "/pro", "/me",
    ];

    public static async IAsyncEnumerable<string> LinesAsync()
    {
        if (Console.IsInputRedirected)
        {
            foreach (var line in Talk)
            {
                Console.WriteLine($"> {line}");
                yield return line;
            }

            yield break;
        }

        Console.WriteLine("Say something, or /lang de, /lang en, /loud, /quiet, /pro, /me; an empty line ends it.");
        while (true)
        {
            Console.Write("> ");
            if (await Console.In.ReadLineAsync() is not { Length: > 0 } line)
            {
                yield break;
            }

            yield return line;
        }
    }
}
