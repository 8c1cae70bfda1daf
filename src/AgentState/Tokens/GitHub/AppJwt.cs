using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace AgentState.Internal.Tokens.GitHub;

/// <summary>Creates the JWT that authenticates an app at GitHub, except for its signature. Pure.</summary>
internal static class AppJwt
{
    // GitHub recommends a margin for clock differences, and rejects tokens that expire more than 10 minutes ahead.
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(9);

    /// <summary>Returns the header and claims to sign, with times in whole seconds.</summary>
    /// <param name="issuer">The app's client id or app id.</param>
    /// <param name="now">The current time.</param>
    public static byte[] ToSign(string issuer, DateTimeOffset now)
    {
        var claims = Json(writer =>
        {
            writer.WriteNumber("iat", (now - Back).ToUnixTimeSeconds());
            writer.WriteNumber("exp", (now + Ahead).ToUnixTimeSeconds());
            writer.WriteString("iss", issuer);
        });
        var header = Json(writer =>
        {
            writer.WriteString("alg", "RS256");
            writer.WriteString("typ", "JWT");
        });
        return Encoding.ASCII.GetBytes($"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}");
    }

    public static string Signed(byte[] toSign, byte[] signature) =>
        $"{Encoding.ASCII.GetString(toSign)}.{Base64Url.EncodeToString(signature)}";

    private static ReadOnlySpan<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }
}
