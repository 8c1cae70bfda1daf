namespace AgentState;

/// <summary>The dispatcher's surroundings, which it does not change.</summary>
/// <param name="Options">How tasks are leased.</param>
/// <param name="Keeper">Renews the leases of what was claimed.</param>
/// <param name="Meter">How much is written, and whether tasks wait.</param>
/// <param name="Time">Monotonic time.</param>
internal sealed record DispatcherSetting(TaskOptions Options, LeaseKeeper Keeper, WorkMeter Meter, TimeProvider Time);
