namespace AgentState.Internal.Users;

/// <summary>The names of the stored fields of a user.</summary>
internal static class UserFields
{
    public const string DisplayName = "displayName";
    public const string Preferences = "preferences";
    public const string Tier = "tier";
    public const string CreatedAt = "createdAt";
    public const string UpdatedAt = "updatedAt";
}
