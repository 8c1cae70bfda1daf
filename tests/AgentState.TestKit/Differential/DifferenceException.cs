namespace AgentState.TestKit;

/// <summary>Two engines answered the same call differently.</summary>
public sealed class DifferenceException(string message) : Exception(message)
{
    /// <summary>Creates the error from the answers of the engines.</summary>
    /// <param name="number">The number of the call in its round.</param>
    /// <param name="call">The call.</param>
    /// <param name="answers">The answer of each engine, with its name.</param>
    internal static DifferenceException Of(int number, DatabaseCall call, params IEnumerable<(string Engine, Answer Answer)> answers)
    {
        var lines = answers.Select(static answer => TextOf(answer.Engine, answer.Answer));
        return new DifferenceException($"Call {number} was answered differently.\n{call}\n{string.Join('\n', lines)}");
    }

    // The emulator's own message is in the cause; an engine of the library has none.
    private static string TextOf(string engine, Answer answer) =>
        $"{engine}: {answer.Text} {answer.Error?.InnerException?.Message ?? answer.Error?.Message}";
}
