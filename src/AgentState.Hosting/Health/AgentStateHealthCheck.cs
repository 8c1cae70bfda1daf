using AgentState.Internal.Diagnostics;
using AgentState.Internal.Hosting.Workers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentState.Internal.Hosting.Health;

/// <summary>
/// Checks that the database answers, the listeners receive, the host's agents are alive and its workers can run. Creates nothing.
/// </summary>
internal sealed class AgentStateHealthCheck(
    AgentStateClient client, AgentStateOptions options, IReadOnlyList<HostedAgent> agents, IReadOnlyList<TaskWorkerRegistration> workers)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // An agent whose desired state is stopped has no instance. That is not a problem.
        var stopped = agents.Where(agent => agent.IsStopped).ToList();
        var instances = agents
            .Except(stopped)
            .Where(agent => agent.Instance.IsCompletedSuccessfully)
            .Select(agent => agent.Instance.Result)
            .ToDictionary(instance => instance.AgentId, instance => instance.State, StringComparer.Ordinal);
        var data = instances.ToDictionary(
            instance => $"agent:{instance.Key}", instance => (object)instance.Value.ToString(), StringComparer.Ordinal);
        stopped.ForEach(agent => data.Add($"agent:{agent.AgentId}", nameof(AgentDesiredState.Stopped)));
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

        if (ProblemOf(data) is { } problem)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, problem.Text, problem.Cause, data);
        }

        // A silent listener is reopened after its timeout. Silence for twice the timeout means that reopening did not help.
        if (client.ListenerAge > options.ListenTimeout * 2)
        {
            return HealthCheckResult.Degraded("A listener has received nothing from the database for twice ListenTimeout.", data: data);
        }

        if (!instances.Values.All(state => state is AgentInstanceState.Alive))
        {
            return HealthCheckResult.Degraded("An agent of this host is not alive.", data: data);
        }

        return workers.Any(worker => worker.Health.Stuck > 0)
            ? HealthCheckResult.Degraded("A handler still runs although its attempt has ended.", data: data)
            : HealthCheckResult.Healthy(data: data);
    }

    // Returns the first problem that blocks a whole worker, and adds the problems of all workers to the data.
    private (string Text, Exception? Cause)? ProblemOf(Dictionary<string, object> data)
    {
        (string, Exception?)? problem = null;
        foreach (var worker in workers)
        {
            if (worker.Health.Problem is { } cause)
            {
                data[$"worker:{worker.Type}"] = $"No handler can be created: {ExceptionText.MessageOf(cause)}";
                problem ??= (
                    $"No handler can be created for tasks of type '{worker.Type}'.",
                    ExceptionText.IsReadable(cause) ? cause : null);
            }
            else if (worker.Health.Stuck is > 0 and var stuck)
            {
                data[$"worker:{worker.Type}"] =
                    $"{stuck} of {worker.Options.Concurrency} handlers still run although their attempts have ended.";
                problem ??= stuck >= worker.Options.Concurrency
                    ? ($"All handlers for tasks of type '{worker.Type}' still run although their attempts have ended.", null)
                    : null;
            }
        }

        return problem;
    }
}
