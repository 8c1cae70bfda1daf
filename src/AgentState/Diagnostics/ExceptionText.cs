using System.Text;

namespace AgentState;

/// <summary>
/// Reads the text of an exception that may be of any type: its <see cref="Exception.Message"/> is code of its author, and can throw.
/// </summary>
internal static class ExceptionText
{
    /// <summary>
    /// The message; the name of the type where the message throws or is empty. It can be stored: half a surrogate pair is replaced.
    /// </summary>
    public static string MessageOf(Exception error)
    {
        try
        {
            var message = error.Message;
            return string.IsNullOrWhiteSpace(message) ? error.GetType().Name : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message));
        }
        catch (Exception)
        {
            return error.GetType().Name;
        }
    }

    /// <summary>Whether the exception can be written as text.</summary>
    public static bool IsReadable(Exception error)
    {
        try
        {
            _ = error.ToString();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    /// <summary>An exception to log in place of one that cannot be written as text.</summary>
    public static Exception StandInFor(Exception error) =>
        new InvalidOperationException($"The text of the exception of type {error.GetType().FullName} cannot be read: reading it throws.");
}
