namespace AgentState.Contracts;

/// <summary>Tests that every engine must pass: the export of a user.</summary>
public abstract class UserExportContract : Contract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "U7")]
    public async Task ExportAsync_OfUser_ReturnsAllOfItsDocumentsOnly()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        foreach (var user in new[] { "42", "43" })
        {
            await test.Users.CreateOrUpdateAsync(user, new UserUpdate { PreferencesToMerge = StateMap.FromJson("""{"a.b":1}""") }, Token);
            await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { CreatedBy = user }, Token);
            await test.Activity.WriteAsync(new NewActivity { Agent = user, Action = "asked" }, Token);
        }

        var root = test.Engine.Root;
        await test.WriteRawAsync(Writes.Patch(root.Document("users", "42"), [new("foreign", Values.Of(7))], ["foreign"]), Token);
        await test.WriteRawAsync(Writes.Create(root.Document("tasks", "foreign"), [new("createdBy", Values.Of("42"))]), Token);

        var exported = await AllAsync(test, "42");

        exported.Select(document => document.Path.Split('/')[0]).Should().Equal("users", "tasks", "tasks", "logs");
        exported[0].Content.ToDictionary().Keys.Should().BeEquivalentTo("preferences", "tier", "createdAt", "updatedAt", "foreign");
        exported.Skip(1).Select(
            document => document.Content.ToDictionary().GetValueOrDefault("createdBy") ?? document.Content.ToDictionary()["agent"])
            .Should().AllBeEquivalentTo("42");
        exported.Should().OnlyContain(document => document.CreatedAt != default && document.UpdatedAt >= document.CreatedAt);
        (await AllAsync(test, "44")).Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "U7")]
    public async Task ExportAsync_WithTasksAboutTheUser_ReturnsEachOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var about = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { UserId = "42" }, Token);
        var both = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { CreatedBy = "42", UserId = "42" }, Token);
        var forAnother = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { CreatedBy = "42", UserId = "43" }, Token);
        var created = await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { CreatedBy = "42" }, Token);
        await test.Queue.EnqueueAsync(QueueUnderTest.NewTask() with { UserId = "43" }, Token);

        // Other clients may omit the creation time, and one stores the user id as a number.
        await test.WriteRawAsync(Writes.Create(test.Engine.Root.Document("tasks", "foreign"), [new("userId", Values.Of("42"))]), Token);
        await test.WriteRawAsync(Writes.Create(test.Engine.Root.Document("tasks", "number"), [new("userId", Values.Of(42))]), Token);

        var exported = await AllAsync(test, "42");

        exported.Select(document => document.Path).Should().BeEquivalentTo(
            $"tasks/{about.Id}", $"tasks/{both.Id}", $"tasks/{forAnother.Id}", $"tasks/{created.Id}", "tasks/foreign");
        exported.Select(document => document.Path).Take(3).Should().BeEquivalentTo(
            [$"tasks/{about.Id}", $"tasks/{both.Id}", "tasks/foreign"], "tasks about the user come first");
    }

    [Fact, Trait("Guarantee", "U7")]
    public async Task ExportAsync_OfMoreThanOnePage_ReturnsEachDocumentOnce()
    {
        var test = QueueUnderTest.Over(await CreateEngineAsync());
        var ids = await test.Queue.EnqueueManyAsync(
            [.. Enumerable.Range(0, 301).Select(_ => QueueUnderTest.NewTask(payload: StateMap.Empty) with { CreatedBy = "42" })], Token);

        var exported = await AllAsync(test, "42");

        exported.Select(document => document.Path).Should().BeEquivalentTo(ids.Select(outcome => $"tasks/{outcome.TaskId}"));
    }

    private static async Task<List<ExportedDocument>> AllAsync(QueueUnderTest test, string userId)
    {
        var found = new List<ExportedDocument>();
        await foreach (var document in test.Users.ExportAsync(userId, Token))
        {
            found.Add(document);
        }

        return found;
    }
}
