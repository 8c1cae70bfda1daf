namespace AgentState.Contracts;

/// <summary>The outcome of a call: success, or an exception type with a task status.</summary>
internal sealed record ModelAnswer(Type? Error, AgentTaskStatus? Status)
{
    public static ModelAnswer Ok { get; } = new(null, null);

    public static ModelAnswer LeaseLost { get; } = new(typeof(LeaseLostException), null);

    public static ModelAnswer Ended(AgentTaskStatus outcome) => new(typeof(TaskEndedException), outcome);

    public static ModelAnswer WrongStatus(AgentTaskStatus status) => new(typeof(TaskStatusException), status);

    /// <summary>Runs a call and returns its outcome.</summary>
    public static async Task<ModelAnswer> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return Ok;
        }
        catch (LeaseLostException)
        {
            return LeaseLost;
        }
        catch (TaskEndedException error)
        {
            return Ended(error.Outcome);
        }
        catch (TaskStatusException error)
        {
            return WrongStatus(error.Status);
        }
    }
}
