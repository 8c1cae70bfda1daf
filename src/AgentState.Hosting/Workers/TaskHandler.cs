using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace AgentState;

/// <summary>A handler with a typed payload and a typed result, both by System.Text.Json.</summary>
/// <typeparam name="TPayload">What the payload is read as. One that cannot be read so fails its attempt.</typeparam>
/// <typeparam name="TResult">What the result is; it must come to a JSON object. Null = nothing to tell.</typeparam>
public abstract class TaskHandler<TPayload, TResult> : ITaskHandler
{
    private readonly Func<StateMap, TPayload?> read;
    private readonly Func<TResult, StateMap> write;

    /// <summary>Makes a handler whose types are looked at by reflection.</summary>
    [RequiresUnreferencedCode("Types are read and written by reflection. Pass JsonTypeInfos in trimmed applications.")]
    [RequiresDynamicCode("Types are read and written by reflection. Pass JsonTypeInfos in applications compiled ahead of time.")]
    protected TaskHandler()
    {
        read = static map => map.To<TPayload>();
        write = static result => StateMap.From(result);
    }

    /// <summary>Makes a handler whose types are described by source-generated metadata.</summary>
    /// <param name="payload">How the payload is read, such as <c>MyContext.Default.MyPayload</c>.</param>
    /// <param name="result">How the result is written.</param>
    protected TaskHandler(JsonTypeInfo<TPayload> payload, JsonTypeInfo<TResult> result)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(result);
        read = map => map.To(payload);
        write = value => StateMap.From(value, result);
    }

    async Task<StateMap?> ITaskHandler.HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var payload = read(context.Task.Payload) ?? throw new InvalidOperationException($"The payload of task '{context.TaskId}' is no {typeof(TPayload).Name}.");
        return await HandleAsync(payload, context, cancellationToken).ConfigureAwait(false) is { } result ? write(result) : null;
    }

    /// <summary>Works on one task, as <see cref="ITaskHandler.HandleAsync"/> does.</summary>
    /// <param name="payload">What the work is about.</param>
    /// <param name="context">The task, and what can be done about it meanwhile.</param>
    /// <param name="cancellationToken">Cancelled when the work is to stop: <see cref="TaskContext.CancellationReason"/> says why.</param>
    /// <returns>What came of the task; null = nothing to tell.</returns>
    protected abstract Task<TResult> HandleAsync(TPayload payload, TaskContext context, CancellationToken cancellationToken);
}
