namespace AgentState;

/// <summary>A user who was got, or created where there was none.</summary>
/// <param name="User">The user as stored.</param>
/// <param name="IsNew">
/// Whether this very call created the user. At most one of many calls is told so; none, where the reply to the one that did was lost.
/// </param>
public sealed record UserCreation(User User, bool IsNew);
