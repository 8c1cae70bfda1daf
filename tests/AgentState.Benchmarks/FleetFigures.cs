namespace AgentState.Benchmarks;

/// <summary>Figures of heartbeats and watches on the emulator.</summary>
internal sealed record FleetFigures(HeartbeatFigures Heartbeats, WatchLatency Latency, WatchMemory Memory)
{
    public static async Task<FleetFigures> TakeAsync(
        BenchmarkOptions options, FirestoreEmulator emulator, CancellationToken cancellationToken)
    {
        var latency = await WatchLatency.TakeAsync(emulator.Host, emulator.NewProjectId(), options.Operations, cancellationToken);
        var memory = await WatchMemory.TakeAsync(emulator.Host, emulator.NewProjectId(), cancellationToken);
        var heartbeats = await HeartbeatFigures.TakeAsync(emulator.Host, emulator.NewProjectId(), cancellationToken);
        return new FleetFigures(heartbeats, latency, memory);
    }
}
