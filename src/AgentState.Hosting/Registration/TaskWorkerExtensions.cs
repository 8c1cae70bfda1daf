using System.Diagnostics.CodeAnalysis;
using AgentState;
using AgentState.Internal.Hosting.Registration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers task workers in a host.</summary>
/// <example>
/// <code>
/// builder.Services.AddAgentState(builder.Configuration.GetSection("AgentState"))
///     .AddAgent("github-agent", AgentTypes.GitHub)
///     .AddTaskWorker&lt;ReviewHandler&gt;(AgentTaskTypes.GitHub);
/// </code>
/// </example>
public static class TaskWorkerExtensions
{
    /// <summary>Runs the tasks of a type until the host stops.</summary>
    /// <remarks>
    /// <para>Tasks are claimed when handlers become free. Claims, lease renewals and outcomes of many tasks share calls. An idle worker
    /// waits for a listener. When the host stops, nothing more is claimed and running handlers finish; tasks that do not finish in time are
    /// released.</para>
    /// <para>Called on the builder that <c>AddAgent</c> returned, the worker claims as that agent. Called on the builder of the
    /// registration, it claims as the agent whose id is the type and <c>-agent</c>, which is added if the host does not have it.</para>
    /// <para>The options are bound from the configuration of the registration, section <c>Workers:{type}</c>. They are validated at start;
    /// an option that is not valid throws <see cref="Options.OptionsValidationException"/>.</para>
    /// </remarks>
    /// <typeparam name="THandler">The handler. Each attempt gets a new one, from a scope of its own.</typeparam>
    /// <param name="builder">The registration that the tasks belong to, or an agent of it.</param>
    /// <param name="type">
    /// The type of the tasks, such as <see cref="AgentTaskTypes.GitHub"/>. Only one worker per type is allowed in a registration.
    /// </param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id.
    /// </exception>
    public static AgentStateBuilder AddTaskWorker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this AgentStateBuilder builder, string type)
        where THandler : class, ITaskHandler =>
        AddTaskWorker<THandler>(builder, type, static _ => { });

    /// <summary>Runs the tasks of a type until the host stops, with options.</summary>
    /// <typeparam name="THandler">The handler. Each attempt gets a new one, from a scope of its own.</typeparam>
    /// <param name="builder">The registration that the tasks belong to, or an agent of it.</param>
    /// <param name="type">The type of the tasks. Only one worker per type is allowed in a registration.</param>
    /// <param name="configure">Sets options; they replace those of the configuration.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id.
    /// </exception>
    public static AgentStateBuilder AddTaskWorker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this AgentStateBuilder builder, string type, Action<TaskWorkerOptions> configure)
        where THandler : class, ITaskHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        TaskWorkerRegistrar.Add(builder, type, configure, static provider => provider.GetRequiredService<THandler>());
        builder.Services.TryAddTransient<THandler>();
        return builder;
    }

    /// <summary>Runs the tasks of a type with a function until the host stops.</summary>
    /// <param name="builder">The registration that the tasks belong to, or an agent of it.</param>
    /// <param name="type">The type of the tasks. Only one worker per type is allowed in a registration.</param>
    /// <param name="handle">Runs one task; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id.
    /// </exception>
    public static AgentStateBuilder AddTaskWorker(
        this AgentStateBuilder builder, string type, Func<TaskContext, CancellationToken, Task<StateMap?>> handle) =>
        AddTaskWorker(builder, type, handle, static _ => { });

    /// <summary>Runs the tasks of a type with a function until the host stops, with options.</summary>
    /// <param name="builder">The registration that the tasks belong to, or an agent of it.</param>
    /// <param name="type">The type of the tasks. Only one worker per type is allowed in a registration.</param>
    /// <param name="handle">Runs one task; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <param name="configure">Sets options; they replace those of the configuration.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="type"/> is not a valid name, already has a worker, or does not produce a valid agent id.
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
        TaskWorkerRegistrar.Add(builder, type, configure, _ => handler);
        return builder;
    }
}
