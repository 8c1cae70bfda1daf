using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace AgentState.Internal.Tokens.Secrets;

/// <summary>Secret texts by name, as held by options: debuggers, serializers and logs see only <c>***</c> and a fingerprint.</summary>
/// <remarks>It is a dictionary of strings because configuration binding, by reflection or source generator, supports that.</remarks>
internal sealed class SecretTexts : IDictionary<string, string>
{
    private readonly Dictionary<string, SecretString> secrets = new(StringComparer.Ordinal);

    public int Count => secrets.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => secrets.Keys;

    public ICollection<string> Values => [.. secrets.Values.Select(static secret => secret.ToString())];

    public string this[string key]
    {
        get => secrets[key].ToString();
        set => secrets[key] = Wrap(value);
    }

    /// <summary>The secrets of such a dictionary.</summary>
    public static IEnumerable<KeyValuePair<string, SecretString>> Of(IDictionary<string, string> texts) => ((SecretTexts)texts).secrets;

    public void Add(string key, string value) => secrets.Add(key, Wrap(value));

    public void Add(KeyValuePair<string, string> item) => Add(item.Key, item.Value);

    public bool ContainsKey(string key) => secrets.ContainsKey(key);

    public bool Contains(KeyValuePair<string, string> item) => TryGetValue(item.Key, out var value) && value == item.Value;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        value = secrets.GetValueOrDefault(key)?.ToString();
        return value is not null;
    }

    public bool Remove(string key) => secrets.Remove(key);

    public bool Remove(KeyValuePair<string, string> item) => Contains(item) && Remove(item.Key);

    public void Clear() => secrets.Clear();

    public void CopyTo(KeyValuePair<string, string>[] array, int arrayIndex) => this.ToArray().CopyTo(array, arrayIndex);

    // The names are left out: one may be a secret that was set as the name by mistake.
    public override string ToString() => $"{Count} {(Count == 1 ? "secret" : "secrets")}";

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        secrets.Select(static secret => KeyValuePair.Create(secret.Key, secret.Value.ToString())).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The options validators report invalid secrets.
    private static SecretString Wrap(string? value) => SecretString.Stored(value ?? "");
}
