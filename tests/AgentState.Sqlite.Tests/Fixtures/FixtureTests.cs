using AgentState.Internal.Sqlite.Schema;

namespace AgentState.Sqlite.Tests;

/// <summary>A file of each released version of the tables opens, and has its documents and indexes.</summary>
public sealed class FixtureTests
{
    [Theory, Trait("Guarantee", "S5")]
    [InlineData(1)]
    public async Task Open_FileOfAReleasedVersion_HasItsContent(int version)
    {
        var fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", $"schema-{version}.db");
        File.Exists(fixture).Should().BeTrue(
            "tests/AgentState.Sqlite.Tests/Fixtures/schema-{0}.db is part of the repository; FixtureWriter writes it", version);
        await using var folder = new DatabaseFolder();
        File.Copy(fixture, folder.DatabasePath);
        folder.Number("PRAGMA user_version").Should().Be(version);

        await FixtureContent.CheckAsync(folder.Open());

        folder.Number("PRAGMA user_version").Should().Be(DatabaseSchema.Version);
        folder.CheckIntegrity().Should().Be("ok");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_FileOfThisVersion_HasTheContentOfTheFixtures()
    {
        await using var folder = new DatabaseFolder();
        await FixtureContent.WriteAsync(folder.Open());
        await folder.CloseAsync();

        await FixtureContent.CheckAsync(folder.Open());
    }

    [Fact, Trait("Guarantee", "S5")]
    public void Fixtures_OfThisRelease_IncludeItsVersion() =>
        DatabaseSchema.Version.Should().Be(1, "before a release with a new version, add its fixture to the test above");
}
