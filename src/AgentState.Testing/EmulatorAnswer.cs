namespace AgentState.Internal.Testing;

/// <summary>Waits until an emulator answers.</summary>
internal static class EmulatorAnswer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="host">The address to poll, as <c>host:port</c>.</param>
    /// <param name="timeout">How long to poll.</param>
    /// <param name="failure">Returns the reason to stop waiting; null to continue.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task WaitAsync(string host, TimeSpan timeout, Func<string?> failure, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);

        // A proxy of the environment must not handle calls to this machine.
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var http = new HttpClient(handler);
        try
        {
            while (!await AnswersAsync(http, host, either.Token).ConfigureAwait(false))
            {
                if (failure() is { } reason)
                {
                    throw new FirestoreEmulatorException(reason);
                }

                await Task.Delay(Pause, TimeProvider.System, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Throws with the caller's token, not with the linked one.
            cancellationToken.ThrowIfCancellationRequested();
            throw new FirestoreEmulatorException(
                failure() ?? $"No Firestore emulator answered at {host} within {timeout}. " +
                "If FIRESTORE_EMULATOR_HOST names it, start the emulator or unset the variable.");
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string host, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{host}/"), cancellationToken).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
