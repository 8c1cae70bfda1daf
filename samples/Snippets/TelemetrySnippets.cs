using System.Diagnostics.Metrics;
using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>Code blocks of docs/telemetry.md.</summary>
internal static class TelemetrySnippets
{
    public static MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == AgentStateTelemetry.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, state) => Console.WriteLine($"{instrument.Name}: {value}"));
        listener.Start();
        return listener;
    }

    public static void Health(IServiceCollection services)
    {
        services.AddHealthChecks().AddAgentState();
    }
}
