using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace AgentState.TestKit;

/// <summary>One request as the scripted provider received it.</summary>
/// <param name="Method">Such as <c>POST</c>.</param>
/// <param name="Path">Such as <c>/token</c>.</param>
/// <param name="Query">The query string with its question mark; empty if absent.</param>
/// <param name="Headers">The headers, by lowercase name.</param>
/// <param name="Body">The body as text.</param>
internal sealed record RecordedRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The body parsed as a form.</summary>
    public IReadOnlyDictionary<string, string> Form { get; } = QueryHelpers.ParseQuery(Body).ToDictionary(
        field => field.Key, field => field.Value.ToString());

    /// <summary>The body parsed as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The token in the header <c>Authorization</c>; null for another scheme.</summary>
    public string? Bearer =>
        Headers.GetValueOrDefault("authorization") is { } value && value.StartsWith("Bearer ", StringComparison.Ordinal)
            ? value[7..]
            : null;

    public static async Task<RecordedRequest> ReceiveAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new RecordedRequest(
            request.Method,
            request.Path.Value!,
            request.QueryString.Value ?? "",
            request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            await reader.ReadToEndAsync(request.HttpContext.RequestAborted));
    }
}
