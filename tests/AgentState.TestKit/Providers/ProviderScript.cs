namespace AgentState.TestKit;

/// <summary>Changes how the provider handles its next request.</summary>
/// <param name="Answer">The response; null for the normal response.</param>
/// <param name="Acts">Whether it performs the request, for example uses up a refresh token.</param>
/// <param name="IsLost">Whether the connection breaks instead of a response.</param>
/// <param name="Until">The response waits for this task.</param>
internal sealed record ProviderScript(ProviderAnswer? Answer, bool Acts, bool IsLost, Task Until)
{
    /// <summary>Returns this response and does nothing else.</summary>
    public static ProviderScript Instead(ProviderAnswer answer) => new(answer, Acts: false, IsLost: false, Task.CompletedTask);

    /// <summary>Returns an OAuth error; GitHub sends it with status 200.</summary>
    public static ProviderScript Error(string code, int status = 200) =>
        Instead(ProviderAnswer.Json(
            status, new Dictionary<string, string> { ["error"] = code, ["error_description"] = "A description for people." }));

    public static ProviderScript Redirect(Uri to, int status = 302) => Instead(new ProviderAnswer(status).With("Location", to.ToString()));

    /// <summary>Performs the request, which uses up the refresh token, and loses the reply.</summary>
    public static ProviderScript Lost() => new(Answer: null, Acts: true, IsLost: true, Task.CompletedTask);

    /// <summary>Never acts and never replies.</summary>
    public static ProviderScript Hang() => new(Answer: null, Acts: false, IsLost: false, new TaskCompletionSource().Task);

    /// <summary>Performs the request at once and replies when the task completes.</summary>
    public static ProviderScript Once(Task released) => new(Answer: null, Acts: true, IsLost: false, released);

    /// <summary>Performs the request when the task completes, unless the caller has disconnected by then.</summary>
    public static ProviderScript After(Task released) => new(Answer: null, Acts: true, IsLost: false, released) { ActsLate = true };

    /// <summary>Whether it performs the request when it replies, instead of on arrival.</summary>
    public bool ActsLate { get; private init; }
}
