using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState.Sqlite.Tests;

/// <summary>The registration of the engine and its options.</summary>
public sealed class UseSqliteTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S5")]
    public async Task UseSqlite_InTwoProviders_SharesTheStateAndKeepsIt()
    {
        await using var folder = new DatabaseFolder();
        string id;
        await using (var first = Provide(folder.DatabasePath))
        await using (var second = Provide(folder.DatabasePath))
        {
            id = (await first.GetRequiredService<ITaskQueue>().EnqueueAsync(QueueUnderTest.NewTask(), Token)).Id;
            (await second.GetRequiredService<ITaskQueue>().GetAsync(id, Token)).Should().NotBeNull();
        }

        await using var later = Provide(folder.DatabasePath);
        (await later.GetRequiredService<ITaskQueue>().ClaimAsync("github", "a", Token))!.TaskId.Should().Be(id);
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task UseSqlite_Twice_UsesTheLastPath()
    {
        await using var folder = new DatabaseFolder();
        var unused = Path.Combine(folder.Folder, "unused.db");
        await using var provider = new ServiceCollection()
            .AddAgentState().UseSqlite(unused).UseSqlite(folder.DatabasePath)
            .Services.BuildServiceProvider();

        await provider.GetRequiredService<ITaskQueue>().EnqueueAsync(QueueUnderTest.NewTask(), Token);

        File.Exists(folder.DatabasePath).Should().BeTrue();
        File.Exists(unused).Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "S5")]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3_601)]
    public async Task UseSqlite_WithALockTimeoutOutOfRange_NamesTheOption(int seconds)
    {
        await using var folder = new DatabaseFolder();
        await using var provider = Provide(folder.DatabasePath, options => options.LockTimeout = TimeSpan.FromSeconds(seconds));

        provider.Invoking(all => all.GetRequiredService<AgentStateClient>())
            .Should().Throw<OptionsValidationException>().WithMessage("*SqliteOptions.LockTimeout*");
        File.Exists(folder.DatabasePath).Should().BeFalse();
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task UseSqlite_WithAnUndefinedDurability_NamesTheOption()
    {
        await using var folder = new DatabaseFolder();
        await using var provider = Provide(folder.DatabasePath, options => options.Durability = (SqliteDurability)7);

        provider.Invoking(all => all.GetRequiredService<AgentStateClient>())
            .Should().Throw<OptionsValidationException>().WithMessage("*SqliteOptions.Durability*");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task UseSqlite_OnAFileOfAnotherKind_ThrowsWhenTheClientIsCreated()
    {
        await using var folder = new DatabaseFolder();
        await File.WriteAllTextAsync(folder.DatabasePath, "This is a text file, and no database.", Token);
        await using var provider = Provide(folder.DatabasePath);

        provider.Invoking(all => all.GetRequiredService<AgentStateClient>())
            .Should().Throw<DatabaseFileException>().Which.Path.Should().Be(folder.DatabasePath);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void UseSqlite_WithoutAPath_NamesTheArgument(string path)
    {
        var builder = new ServiceCollection().AddAgentState();

        builder.Invoking(one => one.UseSqlite(path)).Should().Throw<ArgumentException>().Which.ParamName.Should().Be("path");
    }

    private static ServiceProvider Provide(string path, Action<SqliteOptions>? configure = null) => new ServiceCollection()
        .AddAgentState()
        .UseSqlite(path, configure)
        .Services.BuildServiceProvider();
}
