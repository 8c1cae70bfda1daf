using System.Runtime.CompilerServices;

namespace AgentState;

/// <summary>Refuses what cannot be an entry before anything is sent.</summary>
internal static class ActivityArguments
{
    public static void Check(NewActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        Arguments.CheckName(activity.Agent);
        Arguments.CheckName(activity.Action);
        CheckKnown(activity.Level);
        Arguments.CheckPresent(activity.Details);
    }

    public static void CheckKnown(ActivityLevel level, [CallerArgumentExpression(nameof(level))] string argument = "")
    {
        if (level is ActivityLevel.Unknown || !Enum.IsDefined(level))
        {
            throw new ArgumentOutOfRangeException(argument, level, "A level is info, warn or error.");
        }
    }
}
