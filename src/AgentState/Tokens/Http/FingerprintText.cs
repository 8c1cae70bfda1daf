using System.Security.Cryptography;
using System.Text;

namespace AgentState.Internal.Tokens.Http;

/// <summary>Creates a request fingerprint: a stable text that does not depend on the order of the configuration. Pure.</summary>
internal static class FingerprintText
{
    // The text is stored with each token; a longer one, such as a long list of repositories, is hashed.
    private const int MaxLength = 500;

    public static string Of(params ReadOnlySpan<(string Name, IEnumerable<string> Values)> parts)
    {
        var text = new StringBuilder();
        foreach (var (name, values) in parts)
        {
            // Escaped, so that a value cannot contain a separator.
            var words = values.Select(Uri.EscapeDataString).Order(StringComparer.Ordinal).ToList();
            if (words.Count > 0)
            {
                text.Append(text.Length > 0 ? ";" : "").Append(name).Append('=').AppendJoin(',', words);
            }
        }

        return text.Length <= MaxLength
            ? text.ToString()
            : $"sha256={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}";
    }
}
