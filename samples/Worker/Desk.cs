using System.Collections.Concurrent;

namespace Worker;

/// <summary>The attempts of this process, printed to the console.</summary>
internal sealed class Desk
{
    private readonly ConcurrentDictionary<Work, bool> open = new();
    private int done;

    /// <summary>The number of successful attempts.</summary>
    public int Done => done;

    public Work Begin(string what)
    {
        var work = new Work(this, what);
        open.TryAdd(work, true);
        return work;
    }

    public void TellWhatIsDrained()
    {
        var left = open.Keys.Select(work => work.What).Order(StringComparer.Ordinal).ToList();
        var names = left.Count == 0 ? "nothing" : string.Join(", ", left);
        Console.WriteLine($"Stopping: nothing more is claimed. Still worked on: {names}.");
    }

    /// <summary>An attempt; disposed without success, it has failed or was stopped.</summary>
    internal sealed class Work(Desk desk, string what) : IDisposable
    {
        private string? outcome;

        public string What => what;

        public void Succeed(string how) => outcome = how;

        public void Dispose()
        {
            desk.open.TryRemove(this, out _);
            if (outcome is not null)
            {
                Interlocked.Increment(ref desk.done);
            }

            Console.WriteLine(outcome is null ? $"{what}: not this time" : $"{what}: done, {outcome}");
        }
    }
}
