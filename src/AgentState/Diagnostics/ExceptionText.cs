using System.Text;

namespace AgentState.Internal.Diagnostics;

/// <summary>Reads the text of an exception of any type, whose <see cref="Exception.Message"/> can throw.</summary>
internal static class ExceptionText
{
    /// <summary>Returns the message, or the type's name if the message throws or is blank; unpaired surrogates are replaced.</summary>
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

    /// <summary>Whether <see cref="Exception.ToString"/> returns without throwing.</summary>
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

    /// <summary>Returns an exception to log in place of one whose text cannot be read.</summary>
    public static Exception StandInFor(Exception error) =>
        new InvalidOperationException($"The text of the exception of type {error.GetType().FullName} cannot be read: its ToString throws.");
}
