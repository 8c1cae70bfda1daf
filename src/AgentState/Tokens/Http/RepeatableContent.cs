using System.Net.Http.Json;

namespace AgentState.Internal.Tokens.Http;

/// <summary>Decides which request bodies can be sent twice.</summary>
internal static class RepeatableContent
{
    /// <summary>The maximum length of a body that is buffered so that it can be sent again.</summary>
    public const int MaxBufferedBytes = 1024 * 1024;

    /// <summary>Whether the body can be sent again.</summary>
    /// <remarks>
    /// A body in memory can. A body of a known length up to <see cref="MaxBufferedBytes"/> is buffered first. Any other body, such as a
    /// stream of unknown length, is sent unchanged, once.
    /// </remarks>
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
