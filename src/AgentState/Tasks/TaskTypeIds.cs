using System.Security.Cryptography;
using System.Text;

namespace AgentState;

/// <summary>
/// Makes the id of a type's own document: the type itself, where it can be an id, so that a person finds it. What an id cannot have is written as <c>%</c> and two hex
/// digits; a type whose id would be too long so is written as its digest. No two types have the same id.
/// </summary>
internal static class TaskTypeIds
{
    private const int MaxIdBytes = 1_500;

    public static string Of(string type)
    {
        var id = type.Replace("%", "%25", StringComparison.Ordinal).Replace("/", "%2F", StringComparison.Ordinal);
        if (id is "." or "..")
        {
            id = id.Replace(".", "%2E", StringComparison.Ordinal);
        }
        else if (ValueRules.IsReserved(id))
        {
            id = $"%5F{id[1..]}";
        }

        // Hex digits follow a percent sign in every other id.
        return ValueRules.BytesIfOver(id, MaxIdBytes) <= MaxIdBytes
            ? id
            : $"%sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(type)))}";
    }
}
