using AgentState.Internal.Hosting.Registration;
using AgentState.Internal.Testing;

namespace AgentState;

/// <summary>Runs one attempt of a handler in a test, without a host, a worker or a server.</summary>
/// <remarks>
/// <para>
/// The attempt runs on an embedded database of its own, with the code that a worker uses to run handlers and to store their outcomes. So a
/// test gets the same task that a worker would store. Calls can run in parallel.
/// </para>
/// <para>
/// The lease is not renewed, and no further attempt starts. To run the next attempt, pass <see cref="TaskHandlerRun.Task"/> to another
/// call.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var run = await TaskHandlerTest.RunAsync(new GreetingHandler(), StateMap.Of(("name", "Ada")));
/// Assert.Equal(AgentTaskStatus.Done, run.Task.Status);
/// </code>
/// </example>
public static class TaskHandlerTest
{
    // RS0026: the overloads differ in their first two parameters, which have no default, so that no call is ambiguous.
#pragma warning disable RS0026
    /// <summary>Runs a handler once on a task with a payload.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="payload">The payload of the task. Its type and id are <c>test</c>, and it had no attempts.</param>
    /// <param name="options">The options; null = the defaults.</param>
    /// <param name="cancellationToken">Cancels the handler's token and stops waiting.</param>
    /// <returns>The task after the attempt, and what the handler did.</returns>
    /// <exception cref="ArgumentException">The payload is not valid.</exception>
    public static Task<TaskHandlerRun> RunAsync(
        ITaskHandler handler,
        StateMap payload,
        TaskHandlerTestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return RunAsync(handler, TestedTask.Of(payload), options, cancellationToken);
    }

    /// <summary>Runs a handler once on a given task.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="task">
    /// The task before the attempt. The attempt claims it, so <see cref="AgentTask.Attempt"/> is one higher for the handler. The content is
    /// used: payload, progress, checkpoint, reply, usage and errors. Status, times, result and error are not.
    /// </param>
    /// <param name="options">The options; null = the defaults.</param>
    /// <param name="cancellationToken">Cancels the handler's token and stops waiting.</param>
    /// <returns>The task after the attempt, and what the handler did.</returns>
    /// <exception cref="ArgumentException">A field of the task is not valid.</exception>
    public static async Task<TaskHandlerRun> RunAsync(
        ITaskHandler handler,
        AgentTask task,
        TaskHandlerTestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(task);
        TestedTask.Check(task);
        var trial = new HandlerTrial(options ?? new TaskHandlerTestOptions());
        await using (trial.ConfigureAwait(false))
        {
            return await trial.RunAsync(handler, task, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a function once on a task with a payload.</summary>
    /// <param name="handle">The function; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <param name="payload">The payload of the task. Its type and id are <c>test</c>, and it had no attempts.</param>
    /// <param name="options">The options; null = the defaults.</param>
    /// <param name="cancellationToken">Cancels the function's token and stops waiting.</param>
    /// <returns>The task after the attempt, and what the function did.</returns>
    /// <exception cref="ArgumentException">The payload is not valid.</exception>
    public static Task<TaskHandlerRun> RunAsync(
        Func<TaskContext, CancellationToken, Task<StateMap?>> handle,
        StateMap payload,
        TaskHandlerTestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return RunAsync(new DelegatedHandler(handle), payload, options, cancellationToken);
    }

    /// <summary>Runs a function once on a given task.</summary>
    /// <param name="handle">The function; see <see cref="ITaskHandler.HandleAsync"/>.</param>
    /// <param name="task">The task before the attempt.</param>
    /// <param name="options">The options; null = the defaults.</param>
    /// <param name="cancellationToken">Cancels the function's token and stops waiting.</param>
    /// <returns>The task after the attempt, and what the function did.</returns>
    /// <exception cref="ArgumentException">A field of the task is not valid.</exception>
    public static Task<TaskHandlerRun> RunAsync(
        Func<TaskContext, CancellationToken, Task<StateMap?>> handle,
        AgentTask task,
        TaskHandlerTestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return RunAsync(new DelegatedHandler(handle), task, options, cancellationToken);
    }
#pragma warning restore RS0026
}
