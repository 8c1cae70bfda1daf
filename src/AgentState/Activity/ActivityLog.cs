namespace AgentState;

/// <summary>The log over any engine.</summary>
internal sealed class ActivityLog(DocumentStack stack) : IActivityLog
{
    private readonly IDocumentStore documents = stack.Documents;

    public async Task<ActivityEntry> WriteAsync(NewActivity activity, CancellationToken cancellationToken = default)
    {
        var write = ActivityWrites.Add(documents.Root, activity);

        var created = await stack.Writer.WriteAsync(StateChange.Create(write), cancellationToken).ConfigureAwait(false);
        return created.Written is { } written
            ? ActivityDocument.Created(write.Update, written)
            : ActivityDocument.Read(created.Before.Document!);
    }

    public Task<Page<ActivityEntry>> QueryAsync(
        ActivityFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        DocumentPages.ReadAsync(documents, ActivityQueries.Listed(filter ?? ActivityFilter.All), page, ActivityDocument.Read, cancellationToken);
}
