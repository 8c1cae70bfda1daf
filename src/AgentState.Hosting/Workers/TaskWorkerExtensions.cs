using System.Diagnostics.CodeAnalysis;
using AgentState;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers workers: what a host does with the tasks of a type.</summary>
public static class TaskWorkerExtensions
{
    /// <summary>
    /// Works on the tasks of a type for the life of the host. Tasks are claimed as handlers become free, their leases renewed, their ends stored, many in one call; an idle worker waits for
    /// a listener to wake it. When the host stops, nothing more is claimed, running handlers finish, and what is not finished in time is given back.
    /// </summary>
    /// <typeparam name="THandler">The handler. Each attempt gets one of its own, out of a scope of its own.</typeparam>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of tasks, such as <see cref="AgentTaskTypes.GitHub"/>. One worker for a type in a host.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, has a worker already, or makes no valid id of an agent
    /// (<see cref="TaskWorkerOptions.AgentId"/>).
    /// </exception>
    public static AgentStateBuilder AddTaskWorker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this AgentStateBuilder builder, string type)
        where THandler : class, ITaskHandler =>
        AddTaskWorker<THandler>(builder, type, static _ => { });

    /// <summary>Works on the tasks of a type for the life of the host, with options.</summary>
    /// <typeparam name="THandler">The handler. Each attempt gets one of its own, out of a scope of its own.</typeparam>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of tasks. One worker for a type in a host.</param>
    /// <param name="configure">Sets more.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, has a worker already, or makes no valid id of an agent; or <paramref name="configure"/>
    /// sets an option that is not valid.
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

    /// <summary>Works on the tasks of a type for the life of the host, by a function. The rest is as with a handler of its own type.</summary>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of tasks. One worker for a type in a host.</param>
    /// <param name="handle">Works on one task; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, has a worker already, or makes no valid id of an agent
    /// (<see cref="TaskWorkerOptions.AgentId"/>).
    /// </exception>
    public static AgentStateBuilder AddTaskWorker(
        this AgentStateBuilder builder, string type, Func<TaskContext, CancellationToken, Task<StateMap?>> handle) =>
        AddTaskWorker(builder, type, handle, static _ => { });

    /// <summary>Works on the tasks of a type for the life of the host, by a function. The rest is as with a handler of its own type.</summary>
    /// <param name="builder">The registration that the tasks belong to.</param>
    /// <param name="type">The type of tasks. One worker for a type in a host.</param>
    /// <param name="handle">Works on one task; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <param name="configure">Sets more.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, has a worker already, or makes no valid id of an agent; or <paramref name="configure"/>
    /// sets an option that is not valid.
    /// </exception>
    public static AgentStateBuilder AddTaskWorker(
        this AgentStateBuilder builder, string type, Func<TaskContext, CancellationToken, Task<StateMap?>> handle, Action<TaskWorkerOptions> configure)
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
            throw new ArgumentException($"There is a worker for '{type}' already.", nameof(type));
        }

        switch (HostedAgentOwner.Of(builder.Services, agentId))
        {
            case null:
                builder.AddAgent(agentId, type);
                break;
            case { } owner when owner.Name != builder.Name:
                throw new ArgumentException(
                    $"The agent '{agentId}' belongs to another registration of this host. Set TaskWorkerOptions.AgentId to another id.", nameof(type));
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
        services.Where(service => !service.IsKeyedService).Select(service => service.ImplementationInstance).OfType<TaskWorkerRegistration>();

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
                $"'{made}', made from the type, is not a valid id of an agent: set TaskWorkerOptions.AgentId. {error.Message}", nameof(type), error);
        }
    }

    private static void Check(TaskWorkerOptions options, string argument)
    {
        // A timer takes some 50 days at the most.
        var longest = TimeSpan.FromDays(45);
        Require(options.Concurrency is >= 1 and <= 1000, options.Concurrency, "Concurrency is 1 to 1,000.");
        Require(options.MaxPrefetch is >= 0 and <= 500, options.MaxPrefetch, "MaxPrefetch is 0 (nothing is claimed ahead) to 500.");
        Require(options.ShutdownTimeout >= TimeSpan.Zero && options.ShutdownTimeout <= longest, options.ShutdownTimeout, "ShutdownTimeout is zero to 45 days.");
        Require(
            options.CancellationGracePeriod >= TimeSpan.Zero && options.CancellationGracePeriod <= longest,
            options.CancellationGracePeriod,
            "CancellationGracePeriod is zero to 45 days.");
        Require(
            options.Timeout is null || (options.Timeout > TimeSpan.Zero && options.Timeout <= longest),
            options.Timeout,
            "Timeout is longer than zero, up to 45 days; or null for none.");

        void Require(bool holds, object? value, string message)
        {
            if (!holds)
            {
                throw new ArgumentException($"{message} It is {value}.", argument);
            }
        }
    }
}
