using System.Diagnostics.CodeAnalysis;
using AgentState;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers task workers in a host.</summary>
public static class TaskWorkerExtensions
{
    /// <summary>Runs the tasks of a type until the host stops.</summary>
    /// <remarks>
    /// Tasks are claimed when handlers become free. Claims, lease renewals and outcomes of many tasks share calls. An idle worker waits for
    /// a listener. When the host stops, nothing more is claimed and running handlers finish; tasks that do not finish in time are released.
    /// </remarks>
    /// <typeparam name="THandler">The handler. Each attempt gets a new one, from a scope of its own.</typeparam>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">
    /// The type of the tasks, such as <see cref="AgentTaskTypes.GitHub"/>. Only one worker per type is allowed in a registration.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id
    /// (<see cref="TaskWorkerOptions.AgentId"/>).
    /// </exception>
    public static AgentStateBuilder AddTaskWorker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this AgentStateBuilder builder, string type)
        where THandler : class, ITaskHandler =>
        AddTaskWorker<THandler>(builder, type, static _ => { });

    /// <summary>Runs the tasks of a type until the host stops, with options.</summary>
    /// <typeparam name="THandler">The handler. Each attempt gets a new one, from a scope of its own.</typeparam>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of the tasks. Only one worker per type is allowed in a registration.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id; or
    /// <paramref name="configure"/> sets an option that is not valid.
    /// </exception>
    public static AgentStateBuilder AddTaskWorker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this AgentStateBuilder builder, string type, Action<TaskWorkerOptions> configure)
        where THandler : class, ITaskHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.TryAddTransient<THandler>();
        return Add(builder, type, configure, static provider => provider.GetRequiredService<THandler>());
    }

    /// <summary>Runs the tasks of a type with a function until the host stops.</summary>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of the tasks. Only one worker per type is allowed in a registration.</param>
    /// <param name="handle">Runs one task; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id
    /// (<see cref="TaskWorkerOptions.AgentId"/>).
    /// </exception>
    public static AgentStateBuilder AddTaskWorker(
        this AgentStateBuilder builder, string type, Func<TaskContext, CancellationToken, Task<StateMap?>> handle) =>
        AddTaskWorker(builder, type, handle, static _ => { });

    /// <summary>Runs the tasks of a type with a function until the host stops, with options.</summary>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of the tasks. Only one worker per type is allowed in a registration.</param>
    /// <param name="handle">Runs one task; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id; or
    /// <paramref name="configure"/> sets an option that is not valid.
    /// </exception>
    public static AgentStateBuilder AddTaskWorker(
        this AgentStateBuilder builder,
        string type,
        Func<TaskContext, CancellationToken, Task<StateMap?>> handle,
        Action<TaskWorkerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(configure);
        var handler = new DelegatedHandler(handle);
        return Add(builder, type, configure, _ => handler);
    }

    private static AgentStateBuilder Add(
        AgentStateBuilder builder, string type, Action<TaskWorkerOptions> configure, Func<IServiceProvider, ITaskHandler> makeHandler)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        Arguments.CheckName(type);
        var options = new TaskWorkerOptions();
        configure(options);
        Check(options, nameof(configure));
        var agentId = AgentIdOf(options, type, nameof(configure));
        if (Registrations(builder.Services).Any(other => other.Name == builder.Name && other.Type == type))
        {
            throw new ArgumentException($"A worker for tasks of type '{type}' was already added. Add one worker per type.", nameof(type));
        }

        switch (HostedAgentOwner.Of(builder.Services, agentId))
        {
            case null:
                builder.AddAgent(agentId, type);
                break;
            case { } owner when owner.Name != builder.Name:
                throw new ArgumentException(
                    $"The agent '{agentId}' belongs to another registration of this host. Set TaskWorkerOptions.AgentId to another id.",
                    nameof(type));
        }

        if (!Registrations(builder.Services).Any(other => other.Name == builder.Name))
        {
            var name = builder.Name;
            builder.Services.AddKeyedSingleton<WorkMeter>(name);
            builder.Services.AddSingleton<IHostedService>(provider => new TaskSweepService(provider, name));
            builder.Services.AddSingleton<IHostedService>(provider => new TaskWorkerService(provider, name));
        }

        builder.Services.AddSingleton(new TaskWorkerRegistration(builder.Name, type, agentId, options, makeHandler));
        return builder;
    }

    private static IEnumerable<TaskWorkerRegistration> Registrations(IServiceCollection services) =>
        services.Where(service => !service.IsKeyedService)
            .Select(service => service.ImplementationInstance)
            .OfType<TaskWorkerRegistration>();

    private static string AgentIdOf(TaskWorkerOptions options, string type, string argument)
    {
        if (options.AgentId is { } chosen)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(chosen, argument);
            Arguments.CheckId(chosen, argument);
            return chosen;
        }

        var made = $"{type}-agent";
        try
        {
            Arguments.CheckId(made);
            return made;
        }
        catch (ArgumentException error)
        {
            throw new ArgumentException(
                $"'{made}', derived from the type, is not a valid agent id. Set TaskWorkerOptions.AgentId. {error.Message}",
                nameof(type),
                error);
        }
    }

    private static void Check(TaskWorkerOptions options, string argument)
    {
        // A timer takes at most about 50 days.
        var longest = TimeSpan.FromDays(45);
        Require(options.Concurrency is >= 1 and <= 1000, options.Concurrency, "Concurrency must be 1 to 1,000.");
        Require(options.MaxPrefetch is >= 0 and <= 500, options.MaxPrefetch, "MaxPrefetch must be 0 (nothing is claimed ahead) to 500.");
        Require(
            options.ShutdownTimeout >= TimeSpan.Zero && options.ShutdownTimeout <= longest,
            options.ShutdownTimeout,
            "ShutdownTimeout must be zero to 45 days.");
        Require(
            options.CancellationGracePeriod >= TimeSpan.Zero && options.CancellationGracePeriod <= longest,
            options.CancellationGracePeriod,
            "CancellationGracePeriod must be zero to 45 days.");
        Require(
            options.Timeout is null || (options.Timeout > TimeSpan.Zero && options.Timeout <= longest),
            options.Timeout,
            "Timeout must be longer than zero and at most 45 days, or null for no timeout.");

        void Require(bool holds, object? value, string message)
        {
            if (!holds)
            {
                throw new ArgumentException($"{message} It is {value}.", argument);
            }
        }
    }
}
