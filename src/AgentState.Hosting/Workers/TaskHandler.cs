using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;

namespace AgentState;

/// <summary>A handler with a typed payload and a typed result, both by System.Text.Json.</summary>
/// <typeparam name="TPayload">What the payload is read as. A task whose payload cannot be read as this fails at once, for good.</typeparam>
/// <typeparam name="TResult">What the result is; it must be a JSON object. A task whose result cannot be written fails for good, since the
/// work is done. Null = no result.</typeparam>
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
        write = result => StateMap.From(result, options: null, ResultOptions);
    }

    /// <summary>Makes a handler whose types are described by source-generated metadata.</summary>
    /// <param name="payload">How the payload is read, such as <c>MyContext.Default.MyPayload</c>.</param>
    /// <param name="result">How the result is written.</param>
    protected TaskHandler(JsonTypeInfo<TPayload> payload, JsonTypeInfo<TResult> result)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(result);
        read = map => map.To(payload);
        write = value => StateMap.From(value, result, ResultOptions);
    }

    /// <summary>How results are stored; null = as <see cref="StateMapOptions"/> has it by default. Default null.</summary>
    protected StateMapOptions? ResultOptions { get; init; }

    async Task<StateMap?> ITaskHandler.HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var payload = Read(context.Task.Payload);
        return await HandleAsync(payload, context, cancellationToken).ConfigureAwait(false) is { } result ? Write(result) : null;
    }

    /// <summary>Works on one task, as <see cref="ITaskHandler.HandleAsync"/> does.</summary>
    /// <param name="payload">What the work is about.</param>
    /// <param name="context">The task, and what can be done about it meanwhile.</param>
    /// <param name="cancellationToken">Cancelled when the work is to stop: <see cref="TaskContext.CancellationReason"/> says why.</param>
    /// <returns>What came of the task; null = nothing to tell.</returns>
    protected abstract Task<TResult> HandleAsync(TPayload payload, TaskContext context, CancellationToken cancellationToken);

    // Converters are anybody's code, and may throw anything. Their text may quote the content: the type alone is stored.
    private TPayload Read(StateMap payload)
    {
        try
        {
            return read(payload) ?? throw new StateDataException("It reads as null.", path: null, fieldPath: null);
        }
        catch (Exception error)
        {
            var reason = error is StateDataException ? error.Message : error.GetType().Name;
            throw new TaskRejectedException($"The payload cannot be read as {typeof(TPayload).Name}: {reason}", error);
        }
    }

    private StateMap Write(TResult result)
    {
        try
        {
            return write(result);
        }
        catch (StateLimitException error)
        {
            throw new TaskRejectedException(AgentTaskErrors.ResultTooLarge, error);
        }
        catch (Exception error)
        {
            var reason = ValueCursor.PathOf(error) is null ? error.GetType().Name : error.Message;
            throw new TaskRejectedException($"The result of type {typeof(TResult).Name} cannot be stored: {reason}", error);
        }
    }
}
