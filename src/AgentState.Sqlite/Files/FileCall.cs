using AgentState.Internal.Sqlite.Connections;

namespace AgentState.Internal.Sqlite.Files;

/// <summary>A call that waits for its transaction.</summary>
internal abstract class FileCall
{
    /// <summary>Whether the caller has given up before the call began.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Whether the call may write.</summary>
    public abstract bool MayWrite { get; }

    /// <summary>Runs the call in the current transaction. May run again if the transaction was rolled back.</summary>
    /// <exception cref="SqliteError">The transaction must be rolled back.</exception>
    public abstract void Run(DatabaseFile file);

    /// <summary>Returns the result to the caller after the transaction was committed.</summary>
    public abstract void Succeed();

    /// <summary>Fails the call.</summary>
    public abstract void Fail(Exception error);

    /// <summary>Ends a call that was cancelled before it began.</summary>
    public abstract void Cancel();
}

/// <summary>A call with a result.</summary>
internal sealed class FileCall<T>(Func<DatabaseFile, T> call, bool mayWrite, CancellationToken cancellationToken) : FileCall
{
    private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;
    private AgentStateException? error;

    public Task<T> Task => source.Task;

    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    public override bool MayWrite => mayWrite;

    public override void Run(DatabaseFile file)
    {
        try
        {
            (result, error) = (call(file), null);
        }
        catch (AgentStateException refused)
        {
            // The call is not valid for the documents as they are. It has changed nothing.
            error = refused;
        }
    }

    public override void Succeed()
    {
        if (error is null)
        {
            source.TrySetResult(result!);
        }
        else
        {
            source.TrySetException(error);
        }
    }

    public override void Fail(Exception error) => source.TrySetException(error);

    public override void Cancel() => source.TrySetCanceled(cancellationToken);
}
