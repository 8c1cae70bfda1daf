using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;

namespace AgentState.Internal.Users;

/// <summary>Creates the writes of the user store. Pure.</summary>
internal static class UserWrites
{
    /// <summary>Merges an update into an existing user.</summary>
    public static StateChange Merge(DatabaseRoot root, string userId, UserUpdate update) =>
        StateChange.Blind(UserDocument.Merge(UserDocument.NameOf(root, userId), update).IfExists());

    public static StateChange PatchPreferences(DatabaseRoot root, string userId, MapPatch patch, WriteCondition? condition)
    {
        var write = Writes
            .Patch(
                UserDocument.NameOf(root, userId),
                [new(UserFields.Preferences, patch.ToValue())],
                patch.MaskUnder(UserFields.Preferences))
            .WithServerTime(UserFields.UpdatedAt)
            .IfExists(condition);
        return StateChange.Blind(write) with
        {
            Holds = snapshot => patch.HoldsIn(snapshot.Document?.Fields.GetValueOrDefault(UserFields.Preferences)),
        };
    }

    /// <summary>Sets the tier of an existing user.</summary>
    public static StateChange SetTier(DatabaseRoot root, string userId, UserTier tier, WriteCondition? condition)
    {
        var update = new UserUpdate { Tier = tier };
        return StateChange.Blind(UserDocument.Merge(UserDocument.NameOf(root, userId), update).IfExists(condition)) with
        {
            Holds = snapshot => UserDocument.Holds(snapshot.Document, update),
        };
    }

    public static StateChange ReplacePreferences(DatabaseRoot root, string userId, StateMap preferences, WriteCondition? condition)
    {
        var value = Values.Of(preferences);
        var write = Writes
            .Patch(UserDocument.NameOf(root, userId), [new(UserFields.Preferences, value)], [UserFields.Preferences])
            .WithServerTime(UserFields.UpdatedAt)
            .IfExists(condition);
        return StateChange.Blind(write) with
        {
            Holds = snapshot => snapshot.Document?.Fields.GetValueOrDefault(UserFields.Preferences)?.Equals(value) == true,
        };
    }

    /// <summary>Deletes a user; without a version, a missing user counts as deleted.</summary>
    public static StateChange Delete(DatabaseRoot root, string userId, WriteCondition? condition)
    {
        var write = Writes.Delete(UserDocument.NameOf(root, userId));
        return StateChange.Blind(condition?.Version is null ? write : write.IfExists(condition)) with
        {
            Holds = static snapshot => snapshot.Document is null,
        };
    }
}
