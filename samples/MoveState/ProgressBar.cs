using AgentState;
using Spectre.Console;

namespace MoveState;

/// <summary>Shows the progress of a copy: a bar on a terminal, lines in a pipe or a file.</summary>
internal static class ProgressBar
{
    /// <summary>Runs a copy, and returns its result.</summary>
    /// <param name="copy">The copy, which gets the receiver of its progress.</param>
    public static Task<long> RunAsync(Func<IProgress<StateTransferProgress>, Task<long>> copy)
    {
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            return copy(new Receiver(report => Console.WriteLine($"{report.Copied} of {report.Total} documents")));
        }

        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("Copying");
                return copy(new Receiver(report =>
                {
                    bar.Description = $"{report.Copied} of {report.Total} documents";
                    bar.MaxValue = Math.Max(report.Total, 1);
                    bar.Value = report.Copied;
                }));
            });
    }

    // Unlike Progress<T>, it reports before the copy continues, so that the lines are in order.
    private sealed class Receiver(Action<StateTransferProgress> show) : IProgress<StateTransferProgress>
    {
        public void Report(StateTransferProgress value) => show(value);
    }
}
