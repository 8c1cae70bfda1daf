using System.Runtime.CompilerServices;
using AgentState.Internal.Data.Checks;

namespace AgentState.Internal.Activities;

/// <summary>Validates the arguments of the activity log before anything is sent.</summary>
internal static class ActivityArguments
{
    private static readonly TimeSpan LeastOverlap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostOverlap = TimeSpan.FromMinutes(5);

    public static void Check(NewActivity activity)
    {
        ArgumentNullException.ThrowIfNull(activity);
        Arguments.CheckName(activity.Agent);
        Arguments.CheckName(activity.Action);
        CheckKnown(activity.Level);
        Arguments.CheckPresent(activity.Details);
    }

    /// <summary>Validates the filter and the options of a tail.</summary>
    public static void Check(ActivityFilter filter, ActivityTailOptions options)
    {
        if (filter.From is not null || filter.Until is not null)
        {
            throw new ArgumentException("A tail does not support a time range; use ListAsync for one.", nameof(filter));
        }

        if (options.Last is < 0 or > PageRequest.MaxSize ||
            options.Buffer is < 10 or > 5_000 ||
            options.Overlap < LeastOverlap ||
            options.Overlap > MostOverlap)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options,
                $"Last must be 0 to {PageRequest.MaxSize}, Buffer 10 to 5,000, and Overlap {LeastOverlap} to {MostOverlap}.");
        }
    }

    public static void CheckKnown(ActivityLevel level, [CallerArgumentExpression(nameof(level))] string argument = "")
    {
        if (level is ActivityLevel.Unknown || !Enum.IsDefined(level))
        {
            throw new ArgumentOutOfRangeException(argument, level, "The level must be Info, Warn or Error.");
        }
    }
}
