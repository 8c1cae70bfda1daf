using AgentState.Internal.Transfer;

namespace AgentState;

/// <summary>Copies the state of one registration into the database of another one, whatever their engines are.</summary>
/// <remarks>
/// <para>
/// It copies documents, not records: every document of the library's collections, with all its fields, also those that the library does not
/// use, and also documents that it cannot read. Secrets are copied in the form in which they are stored.
/// </para>
/// <para>
/// Two things differ in the target. A reference to a document of the source's database refers to the same document of the target's
/// database, and instances store the parent path of the target. The times of creation and of the last update are those of the copy.
/// </para>
/// <para>
/// Stop the workers of both registrations first, and write nothing meanwhile: the copy is not a snapshot. Counters and log entries that are
/// still buffered are not copied; call <see cref="AgentStateClient.FlushAsync"/> of the source before.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// await source.FlushAsync();
/// var documents = await StateTransfer.CopyAsync(source, target);
/// </code>
/// </example>
public static class StateTransfer
{
    /// <summary>Copies all documents of the source into the target, and never deletes any.</summary>
    /// <remarks>
    /// <para>
    /// A document of the target that has the same path is replaced as a whole. Other documents of the target stay. So it is safe to call
    /// again after an error; the call starts at the first document.
    /// </para>
    /// <para>
    /// The cost is one read of the source and one write of the target for each document. Each empty collection costs one more read, also
    /// that of the instances of an agent and of the slots of a task type. With <paramref name="progress"/>, counting costs one read for
    /// each 1,000 documents.
    /// </para>
    /// <para>Instances of an agent that is not registered, and slots of a task type without settings, are not copied.</para>
    /// </remarks>
    /// <param name="source">The client of the registration whose documents are read.</param>
    /// <param name="target">The client of the registration that receives the documents.</param>
    /// <param name="progress">Receives the number of copied documents after each page of at most 300; null = it is not reported.</param>
    /// <param name="cancellationToken">Ends the copy. The documents that were copied so far stay in the target.</param>
    /// <returns>The number of copied documents.</returns>
    /// <exception cref="ArgumentException"><paramref name="source"/> and <paramref name="target"/> are the same client.</exception>
    /// <exception cref="StateUnavailableException">A database did not answer. Safe to call again.</exception>
    /// <exception cref="StatePermissionException">The credentials are not valid or lack access.</exception>
    /// <exception cref="AgentStateException">
    /// The target refused a document; the message has its path. The other documents of its page were copied; later pages were not.
    /// </exception>
    public static Task<long> CopyAsync(
        AgentStateClient source,
        AgentStateClient target,
        IProgress<StateTransferProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        if (ReferenceEquals(source, target))
        {
            throw new ArgumentException("The target is the source. Pass the client of another registration.", nameof(target));
        }

        return new DocumentCopy(source.Documents, target.Documents, progress).RunAsync(cancellationToken);
    }
}
