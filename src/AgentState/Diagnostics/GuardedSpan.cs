using System.Diagnostics;

namespace AgentState.Internal.Diagnostics;

/// <summary>A span that never throws; it does nothing if there is no listener.</summary>
/// <remarks>Activity listeners are application code. Their exceptions are swallowed so that they do not affect the traced call.</remarks>
internal readonly struct GuardedSpan : IDisposable
{
    private readonly Activity? span;

    private GuardedSpan(Activity? span) => this.span = span;

    /// <summary>Starts a span.</summary>
    /// <param name="name">The name of the operation.</param>
    /// <param name="kind">The kind of the span.</param>
    /// <param name="parent">The parent span; default = the current one.</param>
    /// <param name="tags">The initial tags.</param>
    public static GuardedSpan Begin(
        string name, ActivityKind kind, ActivityContext parent, params ReadOnlySpan<(string Key, object? Value)> tags)
    {
        var around = Activity.Current;
        try
        {
            var begun = Telemetry.Source.StartActivity(name, kind, parent);
            foreach (var (key, value) in tags)
            {
                begun?.SetTag(key, value);
            }

            return new GuardedSpan(begun);
        }
        catch (Exception)
        {
            // The activity may have become the current one before a listener threw.
            Activity.Current = around;
            return default;
        }
    }

    /// <summary>Marks the span as failed with the error's type only, because a message may quote the database's reply.</summary>
    public void Fail(Exception error) => span?.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error);

    public void Dispose()
    {
        try
        {
            span?.Dispose();
        }
        catch (Exception)
        {
            // Swallowed like every exception of a listener.
        }
    }
}
