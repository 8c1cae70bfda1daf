using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Watching;
using Microsoft.Extensions.Logging;

namespace AgentState.Internal.Activities;

/// <summary>The implementation of <see cref="IActivityLog"/> for every engine.</summary>
internal sealed class ActivityLog(
    DocumentStack stack, ListenerHub listeners, ActivityForm form, ActivityPump pump, ILogger<ActivityLog> logger) : IActivityLog
{
    private readonly IDocumentStore documents = stack.Documents;
    private readonly EntryReader reader = new(logger);

    public ActivityBacklog Backlog => pump.Backlog;

    public async Task<ActivityEntry> WriteAsync(NewActivity activity, CancellationToken cancellationToken = default)
    {
        var write = form.Make(activity, form.Ids.Of(form.Ids.Next()));
        if (form.NeedsClock(activity.Level))
        {
            await stack.SetClockAsync(ActivityDocument.Collection, cancellationToken).ConfigureAwait(false);
            write = form.WithExpiry(write, activity.Level);
        }

        var created = await stack.Writer.WriteAsync(StateChange.Create(write), cancellationToken).ConfigureAwait(false);
        return created.Written is { } written
            ? ActivityDocument.Created(write.Update, written)
            : ActivityDocument.Read(created.Before.Document!);
    }

    public bool TryWrite(NewActivity activity) => pump.TryAdd(activity);

    public ValueTask<bool> BufferAsync(NewActivity activity, CancellationToken cancellationToken = default) =>
        pump.AddAsync(activity, cancellationToken);

    public Task<Page<ActivityEntry>> ListAsync(
        ActivityFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        DocumentPages.ReadAsync(
            documents,
            ActivityQueries.Listed(filter ?? ActivityFilter.All),
            page,
            ActivityDocument.Read,
            cancellationToken,
            ActivityDocument.IsCurrent);

    public IAsyncEnumerable<ActivityTailItem> TailAsync(
        ActivityFilter? filter = null, ActivityTailOptions? options = null, CancellationToken cancellationToken = default)
    {
        filter ??= ActivityFilter.All;
        options ??= new ActivityTailOptions();
        ActivityArguments.Check(filter, options);

        return new ActivityTail(documents, stack.Time, listeners, reader, filter, options).ReadAsync(cancellationToken);
    }
}
