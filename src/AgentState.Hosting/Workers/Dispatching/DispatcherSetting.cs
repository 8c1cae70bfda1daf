using AgentState.Internal.Hosting.Workers.Leases;
using AgentState.Internal.Hosting.Workers.Reporting;

namespace AgentState.Internal.Hosting.Workers.Dispatching;

/// <summary>The services and options that the dispatcher uses.</summary>
/// <param name="Options">The task options.</param>
/// <param name="Keeper">Renews the leases of claimed tasks.</param>
/// <param name="Meter">Counts writes, and records whether there is a backlog.</param>
/// <param name="Time">The monotonic clock.</param>
internal sealed record DispatcherSetting(TaskOptions Options, LeaseKeeper Keeper, WorkMeter Meter, TimeProvider Time);
