using System.Net.Http.Json;

namespace AgentState;

/// <summary>Which request bodies can be sent twice.</summary>
internal static class RepeatableContent
{
    /// <summary>How long a body may be that is kept in memory for the case that it has to be sent again.</summary>
    public const int MaxBufferedBytes = 1024 * 1024;

    /// <summary>
    /// Whether the body can be sent again. What lies in memory can; what has a known and modest length is read into memory first; anything else, such as a
    /// stream, is sent as it is, once.
    /// </summary>
    public static async Task<bool> PrepareAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        switch (content)
        {
            case null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent:
                return true;
            case { Headers.ContentLength: <= MaxBufferedBytes }:
                await content.LoadIntoBufferAsync(MaxBufferedBytes, cancellationToken).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }
}
