namespace AgentState.Contracts;

/// <summary>What a call must answer, by the model.</summary>
internal sealed record ModelAnswer(Type? Error, AgentTaskStatus? Status)
{
    public static ModelAnswer Ok { get; } = new(null, null);

    public static ModelAnswer LeaseLost { get; } = new(typeof(LeaseLostException), null);

    public static ModelAnswer Ended(AgentTaskStatus outcome) => new(typeof(TaskEndedException), outcome);

    public static ModelAnswer WrongStatus(AgentTaskStatus status) => new(typeof(TaskStatusException), status);

    /// <summary>What a call did answer.</summary>
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
