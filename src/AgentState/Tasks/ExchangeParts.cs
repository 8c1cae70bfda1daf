namespace AgentState;

/// <summary>Divides writes into calls: as many in each as the service takes, and each document once.</summary>
internal static class ExchangeParts
{
    // What one batch write may have, and may weigh: the service takes 10 MiB, the emulator 4.
    private const int MaxWrites = 500;
    private const int MaxBytes = 3 * 1024 * 1024;

    public static IReadOnlyList<IReadOnlyList<ExchangeItem>> Of(IReadOnlyList<ExchangeItem> items)
    {
        var parts = new List<IReadOnlyList<ExchangeItem>>();
        var part = new List<ExchangeItem>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var item in items)
        {
            var size = item.Write.CalculateSize();
            var name = Writes.NameOf(item.Write);
            if (part.Count == MaxWrites || (part.Count > 0 && bytes + size > MaxBytes) || names.Contains(name))
            {
                parts.Add(part);
                part = [];
                names.Clear();
                bytes = 0;
            }

            part.Add(item);
            names.Add(name);
            bytes += size;
        }

        if (part.Count > 0)
        {
            parts.Add(part);
        }

        return parts;
    }
}
