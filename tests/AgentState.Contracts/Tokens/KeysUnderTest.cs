using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace AgentState.Contracts;

/// <summary>Token encryption keys; each id has the same key in all processes.</summary>
internal static class KeysUnderTest
{
    public const string First = "2026-01";
    public const string Second = "2026-02";
    public const string VaultId = "test-vault";

    private static readonly ConditionalWeakTable<IDocumentStore, ISecretForm> Engines = [];

    /// <summary>Makes every vault over this engine encrypt by default, so that the vault contracts also run with encryption.</summary>
    public static async ValueTask<IDocumentStore> EncryptingAsync(ValueTask<IDocumentStore> engine)
    {
        var made = await engine;
        Engines.Add(made, Form(allowPlaintext: true));
        return made;
    }

    /// <summary>Returns the default secret form of vaults over this engine; null stores plaintext.</summary>
    public static ISecretForm? FormOver(IDocumentStore engine) => Engines.TryGetValue(engine, out var form) ? form : null;

    /// <summary>Creates an encrypting secret form with these keys, by default the two test keys; the first key encrypts.</summary>
    public static ISecretForm Form(params string[] keyIds) => Form(allowPlaintext: false, keyIds);

    public static ISecretForm Form(bool allowPlaintext, params string[] keyIds) =>
        new EncryptedSecrets(VaultId, allowPlaintext, Ring(keyIds));

    public static LocalKeyRing Ring(params string[] keyIds)
    {
        string[] ids = keyIds.Length == 0 ? [First, Second] : keyIds;
        return new LocalKeyRing(ids.ToDictionary(id => id, id => Convert.FromBase64String(KeyText(id)), StringComparer.Ordinal), ids[0]);
    }

    /// <summary>Returns a key in the format of the options.</summary>
    public static string KeyText(string id) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
