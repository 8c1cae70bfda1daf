using System.Runtime.CompilerServices;
using AgentState.Internal.Data.Checks;
using AgentState.Internal.Documents;
using AgentState.Internal.Documents.Calls;
using AgentState.Internal.Documents.Writing;
using AgentState.Internal.Watching;

namespace AgentState.Internal.Users;

/// <summary>Stores users on any engine.</summary>
internal sealed class UserStore(DocumentStack stack, ListenerHub listeners) : IUserStore
{
    // A round fails only if another writer creates or deletes the same user at the same moment.
    private const int MaxRounds = 8;

    private readonly IDocumentStore documents = stack.Documents;

    public async Task<User?> GetAsync(string userId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);

        return await FindAsync(NameOf(userId), cancellationToken).ConfigureAwait(false);
    }

    public async Task<UserCreation> GetOrCreateAsync(
        string userId, UserUpdate? initial = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);
        UserArguments.Check(initial ??= new UserUpdate(), nameof(initial));
        var name = NameOf(userId);
        var create = UserDocument.Create(name, initial);
        DocumentGuard.CheckSize(name, create.Update.Fields);

        for (var round = 1; round <= MaxRounds; round++)
        {
            if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return new UserCreation { User = found, IsNew = false };
            }

            // If the outcome is unknown, the next round finds the user, and no call reports a creation.
            var outcome = await documents.CommitAsync([create], cancellationToken).ConfigureAwait(false);
            if (outcome.Kind is OutcomeKind.Applied)
            {
                return new UserCreation { User = UserDocument.Created(create.Update, outcome.Results[0]), IsNew = true };
            }
        }

        throw new StateConflictException(documents.Root.PathOf(name));
    }

    public async Task CreateOrUpdateAsync(string userId, UserUpdate update, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);
        UserArguments.Check(update, nameof(update));
        var name = NameOf(userId);
        var create = UserDocument.Create(name, update);
        DocumentGuard.CheckSize(name, create.Update.Fields);
        var merge = UserDocument.Merge(name, update).IfExists();

        // The preconditions exclude each other, so one write applies unless another writer creates or deletes the user in between.
        for (var round = 1; round <= MaxRounds; round++)
        {
            var merged = await documents.CommitAsync([merge], cancellationToken).ConfigureAwait(false);
            if (merged.Kind is OutcomeKind.Applied)
            {
                return;
            }

            var created = await documents.CommitAsync([create], cancellationToken).ConfigureAwait(false);
            if (created.Kind is OutcomeKind.Applied)
            {
                return;
            }
        }

        throw new StateConflictException(documents.Root.PathOf(name));
    }

    public async Task<User> UpdateAsync(string userId, Func<User, UserUpdate?> change, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);
        ArgumentNullException.ThrowIfNull(change);
        var name = NameOf(userId);

        UserUpdate? update = null;
        var result = await stack.Writer.WriteAsync(
            new StateChange
            {
                Name = name,
                Decide = snapshot =>
                {
                    var document = snapshot.Document ?? throw new StateNotFoundException(documents.Root.PathOf(name));
                    update = change(UserDocument.Read(document));
                    if (update is null)
                    {
                        return null;
                    }

                    UserArguments.Check(update, nameof(change));
                    return UserDocument.Merge(name, update);
                },

                // Evaluated after a lost reply; deciding again could apply the change twice.
                Holds = snapshot => update is not null && UserDocument.Holds(snapshot.Document, update),
            },
            cancellationToken).ConfigureAwait(false);

        // The server merges the update, so the result is read back instead of computed here as well.
        return result.Written is null
            ? UserDocument.Read(result.Before.Document!)
            : await FindAsync(name, cancellationToken).ConfigureAwait(false)
                ?? throw new StateNotFoundException(documents.Root.PathOf(name));
    }

    public Task PatchPreferencesAsync(
        string userId, MapPatch patch, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);
        ArgumentNullException.ThrowIfNull(patch);
        patch.CheckUnder(UserFields.Preferences, nameof(patch));

        return stack.Writer.WriteAsync(UserWrites.PatchPreferences(documents.Root, userId, patch, condition), cancellationToken);
    }

    public Task ReplacePreferencesAsync(
        string userId, StateMap preferences, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);
        UserArguments.CheckPreferences(preferences, nameof(preferences));

        return stack.Writer.WriteAsync(UserWrites.ReplacePreferences(documents.Root, userId, preferences, condition), cancellationToken);
    }

    public Task DeleteAsync(string userId, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);

        return stack.Writer.WriteAsync(UserWrites.Delete(documents.Root, userId, condition), cancellationToken);
    }

    public Task SetTierAsync(string userId, UserTier tier, WriteCondition? condition = null, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);
        UserArguments.CheckKnown(tier);

        return stack.Writer.WriteAsync(UserWrites.SetTier(documents.Root, userId, tier, condition), cancellationToken);
    }

    public Task<Page<User>> ListAsync(UserFilter? filter = null, PageRequest? page = null, CancellationToken cancellationToken = default) =>
        DocumentPages.ReadAsync(documents, UserQueries.Listed(filter ?? UserFilter.All), page, UserDocument.Read, cancellationToken);

    public IAsyncEnumerable<User?> WatchAsync(string userId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);

        return StatesAsync(NameOf(userId), cancellationToken);
    }

    public IAsyncEnumerable<ExportedDocument> ExportAsync(string userId, CancellationToken cancellationToken = default)
    {
        Arguments.CheckId(userId);

        return UserExport.ReadAsync(documents, userId, cancellationToken);
    }

    private async IAsyncEnumerable<User?> StatesAsync(string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var snapshot in listeners.ListenAsync(ListenTarget.OfDocument(name), cancellationToken).ConfigureAwait(false))
        {
            yield return snapshot.Documents.TryGetValue(name, out var document) ? UserDocument.Read(document) : null;
        }
    }

    private async Task<User?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var snapshots = await documents.GetAsync([name], cancellationToken).ConfigureAwait(false);
        return snapshots[0].Document is { } document ? UserDocument.Read(document) : null;
    }

    private string NameOf(string userId) => UserDocument.NameOf(documents.Root, userId);
}
