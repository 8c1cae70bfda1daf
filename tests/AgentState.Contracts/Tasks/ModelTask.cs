using static AgentState.AgentTaskStatus;

namespace AgentState.Contracts;

/// <summary>A simple model of one task: its holder, its state after each call, and the outcome that each call must have.</summary>
internal sealed class ModelTask
{
    public const int MaxAttempts = 3;

    public AgentTaskStatus Status { get; private set; } = Pending;

    public int Attempt { get; private set; }

    public string? AssignedTo { get; private set; }

    /// <summary>The stored claim token, current or stale, and the agent whose claim stored it.</summary>
    public (string Token, string Agent)? Stored { get; private set; }

    public (string Token, AgentTaskStatus Outcome)? LastEnded { get; private set; }

    public bool AskedToStop { get; private set; }

    public string? Error { get; private set; }

    public string? Result { get; private set; }

    public int Errors { get; private set; }

    public string? Reply { get; private set; }

    public string? Checkpoint { get; private set; }

    public double Usage { get; private set; }

    public int Notes { get; set; }

    public bool LeaseRanOut { get; private set; }

    public bool HasTime { get; private set; }

    public bool IsDue { get; private set; }

    public bool IsOver => Status is Done or Failed or Cancelled;

    public static ModelTask Enqueued(bool later) => new() { Status = later ? Scheduled : Pending, HasTime = later };

    public void Claim(TaskClaim claim)
    {
        (Status, AssignedTo, Stored) = (Processing, claim.AgentId, (claim.Token, claim.AgentId));
        Attempt = Attempt < MaxAttempts ? Attempt + 1 : 1;
        LeaseRanOut = false;
        (HasTime, IsDue) = (false, false);
    }

    /// <summary>A claim found the task pending with a cancel request, because another client had put it back.</summary>
    public void Stop() => (Status, Stored) = (Cancelled, null);

    public void ClaimAsForeigner() => (Status, AssignedTo) = (Processing, "other-client");

    public void PutBackAsForeigner() => Status = Pending;

    public void CompleteAsForeigner() => (Status, Result) = (Done, "other-client");

    public void RunOut() => LeaseRanOut = Stored is not null;

    public void ComeDue() => IsDue = HasTime;

    public ModelAnswer Complete(TaskClaim claim) => End(claim, [Done], () =>
    {
        (Result, Error) = (claim.Token, null);
        return Done;
    });

    public ModelAnswer Fail(TaskClaim claim, bool retryable) => End(
        claim,
        retryable ? [Failed, Cancelled, Scheduled] : [Failed, Cancelled],
        () =>
        {
            Errors++;
            if (!AskedToStop && retryable && Attempt < MaxAttempts)
            {
                HasTime = true;
                return Scheduled;
            }

            Error = claim.Token;
            return AskedToStop ? Cancelled : Failed;
        });

    public ModelAnswer Release(TaskClaim claim) => End(claim, [Pending, Cancelled], () =>
    {
        Attempt--;
        AssignedTo = null;
        return AskedToStop ? Cancelled : Pending;
    });

    public ModelAnswer Wait(TaskClaim claim, bool deadline) => End(claim, [Waiting, Cancelled], () =>
    {
        Attempt--;
        if (AskedToStop)
        {
            return Cancelled;
        }

        (HasTime, Reply) = (deadline, null);
        return Waiting;
    });

    public ModelAnswer Renew(TaskClaim claim) => Step(claim, () => LeaseRanOut = false);

    public ModelAnswer Save(TaskClaim claim, string checkpoint) => Step(claim, () => Checkpoint = checkpoint);

    public ModelAnswer Use(TaskClaim claim, double amount) => Step(claim, () => Usage += amount);

    public ModelAnswer GetReply(string reply)
    {
        if (Status is not Waiting)
        {
            return ModelAnswer.WrongStatus(Status);
        }

        (Status, Reply, HasTime, IsDue) = (Pending, reply, false, false);
        return ModelAnswer.Ok;
    }

    public ModelAnswer Cancel()
    {
        if (Status is Processing)
        {
            AskedToStop = true;
        }
        else if (!IsOver)
        {
            (Status, Stored, HasTime, IsDue) = (Cancelled, null, false, false);
        }

        return ModelAnswer.Ok;
    }

    public ModelAnswer Requeue()
    {
        if (Status is not (Failed or Cancelled))
        {
            return ModelAnswer.WrongStatus(Status);
        }

        (Status, Attempt, Error, AskedToStop, Stored, HasTime, IsDue) = (Pending, 0, null, false, null, false, false);
        return ModelAnswer.Ok;
    }

    /// <summary>Applies a sweep and returns its share of the sweep's count, or null if the sweep does nothing.</summary>
    public TaskSweep? Sweep()
    {
        if (Status is Scheduled or Waiting && IsDue)
        {
            var wasWaiting = Status is Waiting;
            (Status, HasTime, IsDue) = (AskedToStop ? Cancelled : wasWaiting ? Failed : Pending, false, false);
            Error = wasWaiting ? "input_timeout" : Error;
            return AskedToStop ? new TaskSweep { Cancelled = 1 } : wasWaiting ? new TaskSweep { TimedOut = 1 } : new TaskSweep { Due = 1 };
        }

        if (Status is not Processing || !LeaseRanOut || Stored?.Agent != AssignedTo)
        {
            return null;
        }

        Errors++;
        Stored = null;
        Status = AskedToStop ? Cancelled : Attempt < MaxAttempts ? Scheduled : Failed;
        (HasTime, IsDue) = (Status is Scheduled, false);
        Error = Status is Scheduled ? Error : "lease_expired";
        return Status switch
        {
            Scheduled => new TaskSweep { Expired = 1 },
            Failed => new TaskSweep { Failed = 1 },
            _ => new TaskSweep { Cancelled = 1 },
        };
    }

    private bool IsHeldBy(TaskClaim claim) => Status is Processing && Stored?.Token == claim.Token && AssignedTo == claim.AgentId;

    private ModelAnswer End(TaskClaim claim, AgentTaskStatus[] asked, Func<AgentTaskStatus> end)
    {
        if (IsHeldBy(claim))
        {
            Status = end();
            LastEnded = (claim.Token, Status);
            (Stored, IsDue) = (null, false);
            return ModelAnswer.Ok;
        }

        return LastEnded is { } ended && ended.Token == claim.Token && asked.Contains(ended.Outcome) ? ModelAnswer.Ok : NotHeld(claim);
    }

    private ModelAnswer Step(TaskClaim claim, Action step)
    {
        if (!IsHeldBy(claim))
        {
            return NotHeld(claim);
        }

        step();
        return ModelAnswer.Ok;
    }

    private ModelAnswer NotHeld(TaskClaim claim) =>
        LastEnded is { } ended && ended.Token == claim.Token ? ModelAnswer.Ended(ended.Outcome) : ModelAnswer.LeaseLost;
}
