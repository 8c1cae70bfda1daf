using AgentState;

namespace HumanInTheLoop;

/// <summary>Drafts, asks, publishes: runs up to the question, and again from the start after the answer.</summary>
internal sealed class AnnouncementHandler() : TaskHandler<Order, Published>(LoopJson.Default.Order, LoopJson.Default.Published)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromDays(1);

    protected override async Task<Published> HandleAsync(Order payload, TaskContext context, CancellationToken cancellationToken)
    {
        // Saves expensive work before the question, and reads it in the next run.
        var draft = context.Task.Checkpoint?.To(LoopJson.Default.Draft) ?? await WriteAsync(payload, context, cancellationToken);
        var reply = context.Task.Reply ?? throw context.WaitForInput(
            StateMap.From(new Question("Publish this?", draft.Text), LoopJson.Default.Question), Deadline);

        Console.WriteLine("The agent continues with the answer and the saved draft.");
        return reply.To(LoopJson.Default.Answer) is { Publish: true }
            ? new Published(draft.Text)
            : throw new TaskRejectedException("The person declined.");
    }

    private static async Task<Draft> WriteAsync(Order order, TaskContext context, CancellationToken cancellationToken)
    {
        Console.WriteLine($"The agent drafts an announcement of {order.Subject}.");
        await Task.Delay(TimeSpan.FromMilliseconds(300), cancellationToken);
        var draft = new Draft($"Here is {order.Subject}!");
        context.SaveCheckpoint(StateMap.From(draft, LoopJson.Default.Draft));
        context.AddUsage("outputTokens", 40);
        return draft;
    }
}
