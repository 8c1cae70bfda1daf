namespace AgentState.TestKit;

/// <summary>What the provider does otherwise with its next request.</summary>
/// <param name="Answer">What it answers; null = what it answers anyway.</param>
/// <param name="Acts">Whether it does what it was asked for, such as using up a refresh token.</param>
/// <param name="IsLost">Whether the connection breaks in the place of the answer.</param>
/// <param name="Until">When it answers.</param>
internal sealed record ProviderScript(ProviderAnswer? Answer, bool Acts, bool IsLost, Task Until)
{
    /// <summary>Does nothing but to answer this.</summary>
    public static ProviderScript Instead(ProviderAnswer answer) => new(answer, Acts: false, IsLost: false, Task.CompletedTask);

    /// <summary>An OAuth error; GitHub sends it with the status 200.</summary>
    public static ProviderScript Error(string code, int status = 200) =>
        Instead(ProviderAnswer.Json(status, new Dictionary<string, string> { ["error"] = code, ["error_description"] = "What a person may read." }));

    public static ProviderScript Redirect(Uri to, int status = 302) => Instead(new ProviderAnswer(status).With("Location", to.ToString()));

    /// <summary>Does what it was asked for, uses up the refresh token, and the reply is lost.</summary>
    public static ProviderScript Lost() => new(Answer: null, Acts: true, IsLost: true, Task.CompletedTask);

    /// <summary>Neither acts nor answers for as long as the caller waits.</summary>
    public static ProviderScript Hang() => new(Answer: null, Acts: false, IsLost: false, new TaskCompletionSource().Task);

    /// <summary>Does what it was asked for, and answers once that is done.</summary>
    public static ProviderScript Once(Task released) => new(Answer: null, Acts: true, IsLost: false, released);

    /// <summary>Does what it was asked for once that is done, and nothing for a caller who has gone by then.</summary>
    public static ProviderScript After(Task released) => new(Answer: null, Acts: true, IsLost: false, released) { ActsLate = true };

    /// <summary>Whether it acts when it answers, and not before.</summary>
    public bool ActsLate { get; private init; }
}
