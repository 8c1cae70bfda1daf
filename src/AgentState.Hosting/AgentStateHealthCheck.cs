using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentState;

/// <summary>Whether the database answers, the listeners hear, and the host's agents are alive. It creates nothing.</summary>
internal sealed class AgentStateHealthCheck(AgentStateClient client, AgentStateOptions options, IReadOnlyList<HostedAgent> agents) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // An agent that a person has stopped has no instance, and is as it should be.
        var stopped = agents.Where(agent => agent.IsStopped).ToList();
        var instances = agents
            .Except(stopped)
            .Where(agent => agent.Instance.IsCompletedSuccessfully)
            .Select(agent => agent.Instance.Result)
            .ToDictionary(instance => instance.AgentId, instance => instance.State, StringComparer.Ordinal);
        var data = instances.ToDictionary(
            instance => $"agent:{instance.Key}", instance => (object)instance.Value.ToString(), StringComparer.Ordinal);
        stopped.ForEach(agent => data.Add($"agent:{agent.AgentId}", nameof(AgentWantedState.Stopped)));
        if (client.ListenerAge is { } age)
        {
            data.Add("listenerAge", age);
        }

        try
        {
            await client.WarmUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AgentStateException error)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The database cannot be read.", error, data);
        }

        // A silent listener is opened anew after its timeout: twice as long means that this did not help.
        if (client.ListenerAge > options.ListenTimeout * 2)
        {
            return HealthCheckResult.Degraded("A listener hears nothing of the database.", data: data);
        }

        return instances.Values.All(state => state is AgentInstanceState.Alive)
            ? HealthCheckResult.Healthy(data: data)
            : HealthCheckResult.Degraded("An agent of this host is not alive.", data: data);
    }
}
