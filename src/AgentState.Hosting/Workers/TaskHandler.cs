using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using AgentState.Internal.Data.Checks;

namespace AgentState;

/// <summary>A base class for handlers with a typed payload and a typed result, converted by System.Text.Json.</summary>
/// <remarks>Types are converted as by <see cref="StateMap.To{T}(JsonTypeInfo{T})"/>, which describes the required members.</remarks>
/// <typeparam name="TPayload">
/// The type of the payload. If the payload of a task cannot be read as this type, or lacks a required member, the task fails for good, at
/// once. Its error names the member.
/// </typeparam>
/// <typeparam name="TResult">
/// The type of the result, which must be a JSON object; null = no result. If the result cannot be written, the task fails for good, because
/// its work is done.
/// </typeparam>
public abstract class TaskHandler<TPayload, TResult> : ITaskHandler
{
    private readonly Func<StateMap, TPayload?> read;
    private readonly Func<TResult, StateMap> write;

    /// <summary>Creates a handler that uses reflection to read and write its types.</summary>
    [RequiresUnreferencedCode("Types are read and written by reflection. Pass JsonTypeInfos in trimmed applications.")]
    [RequiresDynamicCode("Types are read and written by reflection. Pass JsonTypeInfos in applications compiled ahead of time.")]
    protected TaskHandler()
    {
        read = static map => map.To<TPayload>();
        write = result => StateMap.From(result, options: null, ResultOptions);
    }

    /// <summary>Creates a handler that uses source-generated metadata to read and write its types.</summary>
    /// <param name="payload">The metadata of the payload, such as <c>MyContext.Default.MyPayload</c>.</param>
    /// <param name="result">The metadata of the result.</param>
    protected TaskHandler(JsonTypeInfo<TPayload> payload, JsonTypeInfo<TResult> result)
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(result);
        read = map => map.To(payload);
        write = value => StateMap.From(value, result, ResultOptions);
    }

    /// <summary>Options for storing results; null, the default = the defaults of <see cref="StateMapOptions"/>.</summary>
    protected StateMapOptions? ResultOptions { get; init; }

    async Task<StateMap?> ITaskHandler.HandleAsync(TaskContext context, CancellationToken cancellationToken)
    {
        var payload = Read(context.Task.Payload);
        return await HandleAsync(payload, context, cancellationToken).ConfigureAwait(false) is { } result ? Write(result) : null;
    }

    /// <summary>Runs one attempt at a task; see <see cref="ITaskHandler.HandleAsync"/>.</summary>
    /// <param name="payload">The payload of the task.</param>
    /// <param name="context">The task, and methods to report progress, save checkpoints and enqueue child tasks.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the handler must stop, for the reason in <see cref="TaskContext.CancellationReason"/>.
    /// </param>
    /// <returns>The result of the task; null = no result.</returns>
    protected abstract Task<TResult> HandleAsync(TPayload payload, TaskContext context, CancellationToken cancellationToken);

    // A custom converter can throw any exception, whose text may quote the payload. So only the type of the exception is stored.
    private TPayload Read(StateMap payload)
    {
        try
        {
            return read(payload) ?? throw new StateDataException("The deserializer returned null.", path: null, fieldPath: null);
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
