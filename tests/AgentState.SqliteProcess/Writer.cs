using Google.Cloud.Firestore.V1;
using FieldTransform = Google.Cloud.Firestore.V1.DocumentTransform.Types.FieldTransform;

namespace AgentState.SqliteProcess;

/// <summary>Commits until it is killed. Each commit creates one document and increments the counter of the writer.</summary>
/// <remarks>
/// It prints "started N", where N is its counter, and then the number of each commit after the commit was acknowledged. A writer with the
/// name of a killed one continues after its counter. The commits have no precondition, so that one that is applied twice is counted twice.
/// </remarks>
internal static class Writer
{
    public static async Task RunAsync(string file, string name)
    {
        await using var store = Files.Open(file);
        var counter = store.Root.Document(Files.Counters, name);
        var stored = (await store.GetAsync([counter], CancellationToken.None))[0].Document;
        var number = stored?.Fields["count"].IntegerValue ?? 0;
        Console.WriteLine($"started {number}");
        while (true)
        {
            number++;
            var outcome = await store.CommitAsync(
                [CreationOf(store.Root.Document(Files.Written, $"{name}-{number:00000000}"), name, number), IncrementOf(counter)],
                CancellationToken.None);
            if (outcome.Kind is not OutcomeKind.Applied)
            {
                throw new InvalidOperationException($"Commit {number} ended with {outcome.Kind} {outcome.ConflictKind}.");
            }

            Console.WriteLine($"{number}");
        }
    }

    private static Write CreationOf(string document, string name, long number) =>
        Writes.Patch(document, [new("writer", Values.Of(name)), new("number", Values.Of(number))], ["writer", "number"]);

    private static Write IncrementOf(string counter)
    {
        var write = Writes.Patch(counter, [], []);
        write.UpdateTransforms.Add(new FieldTransform { FieldPath = "count", Increment = Values.Of(1) });
        return write;
    }
}
