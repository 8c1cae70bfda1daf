namespace AgentState;

/// <summary>The result of <see cref="IUserStore.GetOrCreateAsync"/>.</summary>
/// <param name="User">The user as stored.</param>
/// <param name="IsNew">
/// Whether this call created the user. It is true for at most one of several concurrent calls, and for none if the reply to the creation
/// was lost.
/// </param>
public sealed record UserCreation(User User, bool IsNew);
