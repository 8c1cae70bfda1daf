using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AgentState.TestKit;

/// <summary>A response of the scripted provider: a status, headers and a text.</summary>
internal sealed record ProviderAnswer(int Status, string Text = "", string ContentType = "application/json")
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static ProviderAnswer Json(int status, object body) => new(status, JsonSerializer.Serialize(body));

    public ProviderAnswer With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    public async Task SendAsync(HttpContext context, DateTimeOffset now)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        context.Response.Headers.Date = now.ToString("r", CultureInfo.InvariantCulture);
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (Text.Length > 0)
        {
            await context.Response.WriteAsync(Text, context.RequestAborted);
        }
    }
}
