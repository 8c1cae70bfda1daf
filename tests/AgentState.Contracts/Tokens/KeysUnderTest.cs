using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace AgentState.Contracts;

/// <summary>Keys to encrypt tokens with: of each id the same in all processes.</summary>
internal static class KeysUnderTest
{
    public const string First = "2026-01";
    public const string Second = "2026-02";
    public const string VaultId = "test-vault";

    private static readonly ConditionalWeakTable<IDocumentStore, ISecretForm> Engines = [];

    /// <summary>Every vault over this engine encrypts from now on, unless its test says otherwise: so that what is promised of vaults is tried with encryption too.</summary>
    public static async ValueTask<IDocumentStore> EncryptingAsync(ValueTask<IDocumentStore> engine)
    {
        var made = await engine;
        Engines.Add(made, Form(allowPlaintext: true));
        return made;
    }

    /// <summary>How a vault over this engine stores secrets where its test does not say; null = as they are.</summary>
    public static ISecretForm? FormOver(IDocumentStore engine) => Engines.TryGetValue(engine, out var form) ? form : null;

    /// <summary>A vault's way to store secrets, with these keys; without any, the first two. The first of them writes.</summary>
    public static ISecretForm Form(params string[] keyIds) => Form(allowPlaintext: false, keyIds);

    public static ISecretForm Form(bool allowPlaintext, params string[] keyIds) => new EncryptedSecrets(VaultId, allowPlaintext, Ring(keyIds));

    public static LocalKeyRing Ring(params string[] keyIds)
    {
        string[] ids = keyIds.Length == 0 ? [First, Second] : keyIds;
        return new LocalKeyRing(ids.ToDictionary(id => id, id => Convert.FromBase64String(KeyText(id)), StringComparer.Ordinal), ids[0]);
    }

    /// <summary>A key as options take it.</summary>
    public static string KeyText(string id) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
