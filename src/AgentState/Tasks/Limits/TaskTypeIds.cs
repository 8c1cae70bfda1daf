using System.Security.Cryptography;
using System.Text;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Tasks.Limits;

/// <summary>Creates the document id of a task type's settings; no two types have the same id.</summary>
/// <remarks>
/// The id is the type itself if that is a valid document id. Characters that are not valid are written as <c>%</c> and two hex digits. If
/// the id would be too long, it is a digest of the type.
/// </remarks>
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

        // In all other ids, hex digits follow a percent sign, so this prefix is unique.
        return ValueRules.BytesIfOver(id, MaxIdBytes) <= MaxIdBytes
            ? id
            : $"%sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(type)))}";
    }
}
