using System.Runtime.CompilerServices;
using AgentState.Internal.Data;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Users;

/// <summary>Validates the arguments of user methods before anything is sent.</summary>
internal static class UserArguments
{
    public static void Check(UserUpdate update, string argument)
    {
        ArgumentNullException.ThrowIfNull(update, argument);
        if (update.DisplayName is { } name)
        {
            Arguments.CheckText(name, argument: $"{argument}.DisplayName");
        }

        if (update.PreferencesToMerge is { } preferences)
        {
            CheckPreferences(preferences, $"{argument}.{nameof(UserUpdate.PreferencesToMerge)}");
        }

        if (update.Tier is { } tier)
        {
            CheckKnown(tier, argument);
        }
    }

    public static void CheckKnown(UserTier tier, [CallerArgumentExpression(nameof(tier))] string argument = "")
    {
        if (tier is UserTier.Unknown || !Enum.IsDefined(tier))
        {
            throw new ArgumentOutOfRangeException(argument, tier, "The tier must be Free or Pro.");
        }
    }

    public static void CheckPreferences(StateMap preferences, string argument)
    {
        ArgumentNullException.ThrowIfNull(preferences, argument);
        DocumentGuard.Check("", [new(UserFields.Preferences, Values.Of(preferences))], argument);
    }
}
