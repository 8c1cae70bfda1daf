namespace AgentState.Sqlite.Tests;

/// <summary>Writes the fixture of the current version of the tables. Run it once, before a release that has a new version.</summary>
public sealed class FixtureWriter
{
    /// <summary>Names the variable with the full path of the file to write.</summary>
    private const string PathVariable = "AGENTSTATE_SQLITE_FIXTURE";

    [Fact]
    public async Task Write_WithThePathOfAFixture_WritesIt()
    {
        var path = Environment.GetEnvironmentVariable(PathVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), $"Set {PathVariable} to the path of the fixture to write.");
        await using var folder = new DatabaseFolder();
        await FixtureContent.WriteAsync(folder.Open());
        await folder.CloseAsync();

        Directory.GetFiles(folder.Folder).Should().Equal([folder.DatabasePath], "closing the file leaves one file with everything");
        File.Copy(folder.DatabasePath, path!, overwrite: true);
    }
}
