namespace AgentState;

/// <summary>The result of <see cref="IUserStore.GetOrCreateAsync"/>.</summary>
public sealed record UserCreation
{
    /// <summary>The user as stored.</summary>
    public required User User { get; init; }

    /// <summary>Whether this call created the user.</summary>
    /// <remarks>
    /// It is true for at most one of several concurrent calls, and for none if the reply to the creation was lost.
    /// </remarks>
    public required bool IsNew { get; init; }

    /// <summary>Returns the user and whether this call created it.</summary>
    /// <param name="user">The user as stored.</param>
    /// <param name="isNew">Whether this call created the user.</param>
    public void Deconstruct(out User user, out bool isNew) => (user, isNew) = (User, IsNew);
}
