namespace AgentState.Internal.Documents.Writing;

/// <summary>Divides a batch into chunks: each fits into one call and contains each document at most once.</summary>
internal static class BatchChunks
{
    // The limits of one batch write. The service accepts 10 MiB, the emulator 4 MiB.
    private const int MaxWrites = 500;
    private const int MaxBytes = 3 * 1024 * 1024;

    public static IReadOnlyList<IReadOnlyList<BatchItem>> Of(IReadOnlyList<BatchItem> items)
    {
        var parts = new List<IReadOnlyList<BatchItem>>();
        var part = new List<BatchItem>();
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
