using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>Lists all users, agents, tasks or log entries that a filter selects, one after the other.</summary>
/// <remarks>
/// <para>
/// Each method reads pages of up to 300 documents with <c>ListAsync</c>. It reads the next page only when the caller has taken all items of
/// the page before. Each page is one call, and each document of a page is one billed read. Each enumeration starts at the first page.
/// </para>
/// <para>
/// A document that cannot be read does not end the enumeration, and hides no other document. If there is no <c>onUnreadable</c>, the
/// enumeration first returns all readable items, and then throws <see cref="StateDataException"/> for the first unreadable document.
/// </para>
/// <para>The items are not a snapshot: documents that are written during the enumeration may or may not be returned.</para>
/// </remarks>
/// <example>
/// <code>
/// await foreach (var user in users.ListAllAsync(UserFilter.ByTier(UserTier.Pro), cancellationToken: cancellationToken))
/// {
///     Console.WriteLine(user.Id);
/// }
/// </code>
/// </example>
public static class ListingExtensions
{
    // RS0026: the overloads differ in their first parameter, which has no default, so that no call is ambiguous.
#pragma warning disable RS0026

    /// <summary>Lists all users of a filter, ordered by id.</summary>
    /// <param name="users">The user store.</param>
    /// <param name="filter">The users to list; null = all.</param>
    /// <param name="onUnreadable">Called with each document that cannot be read, when its page is read; null = throw at the end.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="StateDataException">A document cannot be read, and there is no <paramref name="onUnreadable"/>.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to enumerate again.</exception>
    public static IAsyncEnumerable<User> ListAllAsync(
        this IUserStore users,
        UserFilter? filter = null,
        Action<UnreadableDocument>? onUnreadable = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(users);

        return ReadPagesAsync((page, stop) => users.ListAsync(filter, page, stop), onUnreadable, cancellationToken);
    }

    /// <summary>Lists all agents of a filter, ordered by id.</summary>
    /// <param name="agents">The registry.</param>
    /// <param name="filter">The agents to list; null = all.</param>
    /// <param name="onUnreadable">Called with each document that cannot be read, when its page is read; null = throw at the end.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="StateDataException">A document cannot be read, and there is no <paramref name="onUnreadable"/>.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to enumerate again.</exception>
    public static IAsyncEnumerable<Agent> ListAllAsync(
        this IAgentRegistry agents,
        AgentFilter? filter = null,
        Action<UnreadableDocument>? onUnreadable = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agents);

        return ReadPagesAsync((page, stop) => agents.ListAsync(filter, page, stop), onUnreadable, cancellationToken);
    }

    /// <summary>Lists all tasks of a filter, newest first, then by id in descending order; all tasks by id.</summary>
    /// <param name="tasks">The queue.</param>
    /// <param name="filter">Selects the tasks; null = all tasks.</param>
    /// <param name="onUnreadable">Called with each document that cannot be read, when its page is read; null = throw at the end.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    /// <exception cref="StateDataException">A document cannot be read, and there is no <paramref name="onUnreadable"/>.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to enumerate again.</exception>
    public static IAsyncEnumerable<AgentTask> ListAllAsync(
        this ITaskQueue tasks,
        TaskFilter? filter = null,
        Action<UnreadableDocument>? onUnreadable = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tasks);

        return ReadPagesAsync((page, stop) => tasks.ListAsync(filter, page, stop), onUnreadable, cancellationToken);
    }

    /// <summary>Lists all log entries of a filter, newest first, then by id in descending order.</summary>
    /// <param name="activity">The log.</param>
    /// <param name="filter">The entries to list; null = all.</param>
    /// <param name="onUnreadable">Called with each document that cannot be read, when its page is read; null = throw at the end.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="MissingIndexException">The shipped indexes are not deployed.</exception>
    /// <exception cref="StateDataException">A document cannot be read, and there is no <paramref name="onUnreadable"/>.</exception>
    /// <exception cref="StateUnavailableException">The database did not answer. Safe to enumerate again.</exception>
    public static IAsyncEnumerable<ActivityEntry> ListAllAsync(
        this IActivityLog activity,
        ActivityFilter? filter = null,
        Action<UnreadableDocument>? onUnreadable = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(activity);

        return ReadPagesAsync((page, stop) => activity.ListAsync(filter, page, stop), onUnreadable, cancellationToken);
    }

#pragma warning restore RS0026

    private static async IAsyncEnumerable<T> ReadPagesAsync<T>(
        Func<PageRequest, CancellationToken, Task<Page<T>>> list,
        Action<UnreadableDocument>? onUnreadable,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        UnreadableDocument? unreported = null;
        string? next = null;
        do
        {
            var page = await list(new PageRequest { Size = PageRequest.MaxSize, ContinuationToken = next }, cancellationToken)
                .ConfigureAwait(false);
            foreach (var document in page.Unreadable)
            {
                if (onUnreadable is null)
                {
                    unreported ??= document;
                }
                else
                {
                    onUnreadable(document);
                }
            }

            foreach (var item in page.Items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return item;
            }

            next = page.ContinuationToken;
        }
        while (next is not null);

        if (unreported is { } first)
        {
            throw new StateDataException(first.Reason, first.Path, first.FieldPath);
        }
    }
}
