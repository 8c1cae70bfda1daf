using System.Diagnostics;

namespace AgentState;

/// <summary>
/// A span that never throws; it does nothing where there is no listener. Exceptions of listeners are swallowed on purpose: they are the
/// application's code, and say nothing of the call that is traced.
/// </summary>
internal readonly struct GuardedSpan : IDisposable
{
    private readonly Activity? span;

    private GuardedSpan(Activity? span) => this.span = span;

    /// <summary>Begins a span.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">By whom.</param>
    /// <param name="parent">The trace that it belongs to; default = the current one.</param>
    /// <param name="tags">What is known of it.</param>
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
            // It may have become the current one before it was refused.
            Activity.Current = around;
            return default;
        }
    }

    /// <summary>Says that it failed: by the error's type alone, since a message may quote what the database said.</summary>
    public void Fail(Exception error) => span?.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error);

    public void Dispose()
    {
        try
        {
            span?.Dispose();
        }
        catch (Exception)
        {
            // As above.
        }
    }
}
