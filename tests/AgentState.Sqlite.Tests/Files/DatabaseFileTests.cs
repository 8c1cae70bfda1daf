using AgentState.Internal.Sqlite.Schema;

namespace AgentState.Sqlite.Tests;

/// <summary>A file that cannot be used is refused with a clear error, and nothing of it is lost.</summary>
public sealed class DatabaseFileTests
{
    private const string NotRestricted = "On Windows, and for root, the rights of a file do not make it read-only.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_FileOfALaterVersion_ThrowsAndKeepsTheFile()
    {
        await using var folder = new DatabaseFolder();
        await FillAsync(folder, documents: 1);
        folder.Execute($"PRAGMA user_version = {DatabaseSchema.Version + 1}");

        RefusalOf(folder).Message.Should().Contain($"version {DatabaseSchema.Version + 1}").And.Contain("Update AgentState.Sqlite");

        folder.Execute($"PRAGMA user_version = {DatabaseSchema.Version}");
        (await ExistingAsync(folder)).Should().Equal("d0000");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Call_AfterALaterReleaseChangedTheFile_Throws()
    {
        await using var folder = new DatabaseFolder();
        var documents = new DocumentsUnderTest(folder.Open());
        await documents.SetAsync("a");

        folder.Execute($"UPDATE state SET generation = generation + 1; PRAGMA user_version = {DatabaseSchema.Version + 1}");
        var read = () => documents.FindAsync("a");
        var write = () => documents.SetAsync("b");

        (await read.Should().ThrowAsync<DatabaseFileException>()).WithMessage("*Update AgentState.Sqlite*");
        await write.Should().ThrowAsync<DatabaseFileException>();
        folder.Execute($"PRAGMA user_version = {DatabaseSchema.Version}");
        (await documents.FindAsync("a")).Should().NotBeNull();
        (await documents.FindAsync("b")).Should().BeNull();
    }

    [Theory, Trait("Guarantee", "S5")]
    [InlineData(0)]
    [InlineData(7)]
    public async Task Open_FileOfAnotherProgram_ThrowsAndKeepsTheFile(int applicationId)
    {
        await using var folder = new DatabaseFolder();
        folder.Execute($"PRAGMA application_id = {applicationId}; CREATE TABLE other (x); INSERT INTO other VALUES (42)");
        var before = await File.ReadAllBytesAsync(folder.DatabasePath, Token);

        RefusalOf(folder).Message.Should().Contain("another program");

        folder.Number("SELECT x FROM other").Should().Be(42);
        (await File.ReadAllBytesAsync(folder.DatabasePath, Token)).SequenceEqual(before).Should().BeTrue("nothing was written");
    }

    [Theory, Trait("Guarantee", "S5")]
    [InlineData("x")]
    [InlineData("This is a text file, and no database.")]
    public async Task Open_TextFile_ThrowsAndKeepsTheFile(string text)
    {
        await using var folder = new DatabaseFolder();
        await File.WriteAllTextAsync(folder.DatabasePath, text, Token);

        RefusalOf(folder).Message.Should().Contain("is damaged or is not a database");

        (await File.ReadAllTextAsync(folder.DatabasePath, Token)).Should().Be(text);
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_EmptyFile_CreatesTheDatabase()
    {
        await using var folder = new DatabaseFolder();
        await File.WriteAllBytesAsync(folder.DatabasePath, [], Token);

        await FillAsync(folder, documents: 1);

        (await ExistingAsync(folder)).Should().Equal("d0000");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_TruncatedFile_ThrowsDatabaseFile()
    {
        await using var folder = new DatabaseFolder();
        await FillAsync(folder, documents: 200);
        await using (var file = new FileStream(folder.DatabasePath, FileMode.Open))
        {
            file.SetLength(file.Length / 2);
        }

        var read = () => ExistingAsync(folder);

        (await read.Should().ThrowAsync<DatabaseFileException>()).WithMessage("*is damaged*");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_OverwrittenFile_ThrowsDatabaseFile()
    {
        await using var folder = new DatabaseFolder();
        await FillAsync(folder, documents: 200);
        await using (var file = new FileStream(folder.DatabasePath, FileMode.Open))
        {
            // The first page has the schema, so that the file still looks like a database of this library.
            var pageSize = 4_096;
            file.Position = pageSize;
            await file.WriteAsync(Enumerable.Repeat((byte)0xAA, (int)file.Length - pageSize).ToArray(), Token);
        }

        var read = () => ExistingAsync(folder);

        (await read.Should().ThrowAsync<DatabaseFileException>()).WithMessage("*is damaged*");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_InAMissingFolder_ThrowsDatabaseFile()
    {
        await using var folder = new DatabaseFolder();
        var path = Path.Combine(folder.Folder, "missing", "state.db");

        var open = () => new SqliteDocumentStore(new DatabaseRoot("p"), path, new SqliteOptions(), TimeProvider.System);

        open.Should().Throw<DatabaseFileException>().WithMessage("*folder does not exist*").Which.Path.Should().Be(path);
        Directory.Exists(Path.GetDirectoryName(path)).Should().BeFalse();
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_AFolder_ThrowsDatabaseFile()
    {
        await using var folder = new DatabaseFolder();
        Directory.CreateDirectory(folder.DatabasePath);

        RefusalOf(folder).Message.Should().Contain("is a folder itself");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_ReadOnlyFile_ThrowsAndKeepsTheFile()
    {
        await using var folder = new DatabaseFolder();
        await FillAsync(folder, documents: 1);
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip(NotRestricted);
            return;
        }

        File.SetUnixFileMode(folder.DatabasePath, UnixFileMode.UserRead);
        var refusal = RefusalOf(folder);
        File.SetUnixFileMode(folder.DatabasePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        refusal.Message.Should().Contain("read-only");
        (await ExistingAsync(folder)).Should().Equal("d0000");
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_InAReadOnlyFolder_ThrowsDatabaseFile()
    {
        await using var folder = new DatabaseFolder();
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip(NotRestricted);
            return;
        }

        File.SetUnixFileMode(folder.Folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            RefusalOf(folder).Message.Should().Contain("folder is writable");
        }
        finally
        {
            File.SetUnixFileMode(folder.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact, Trait("Guarantee", "S5")]
    public async Task Call_OnAFileThatBecameReadOnly_ThrowsAndWritesNothing()
    {
        await using var folder = new DatabaseFolder();
        var store = folder.Open();
        var documents = new DocumentsUnderTest(store);
        await documents.SetAsync("a");

        await store.NumberAsync("PRAGMA query_only = ON", Token);
        var write = () => documents.SetAsync("b");

        (await write.Should().ThrowAsync<DatabaseFileException>()).WithMessage("*read-only*");
        (await ExistingAsync(folder)).Should().Equal("a");
    }

    // Tokens are stored in plain text unless they are encrypted.
    [Fact, Trait("Guarantee", "S5")]
    public async Task Open_NewFile_IsReadableByItsOwnerOnly()
    {
        await using var folder = new DatabaseFolder();
        await new DocumentsUnderTest(folder.Open()).SetAsync("a");
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("On Windows the rights of a file come from its folder.");
            return;
        }

        var files = Directory.GetFiles(folder.Folder);

        files.Should().HaveCountGreaterThan(1, "SQLite keeps more files beside the file");
        foreach (var file in files)
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, "{0} contains documents", file);
        }
    }

    [Theory, Trait("Guarantee", "S5")]
    [InlineData(SqliteDurability.ProcessCrash, 1)]
    [InlineData(SqliteDurability.PowerLoss, 2)]
    public async Task Open_WithADurability_SetsItsSynchronousMode(SqliteDurability durability, int expected)
    {
        await using var folder = new DatabaseFolder();

        var store = folder.Open(options: new SqliteOptions { Durability = durability });

        (await store.NumberAsync("PRAGMA synchronous", Token)).Should().Be(expected, "1 is NORMAL, 2 is FULL");
    }

    private static DatabaseFileException RefusalOf(DatabaseFolder folder)
    {
        var open = () => folder.Open();

        var refusal = open.Should().Throw<DatabaseFileException>().Which;
        refusal.Path.Should().Be(folder.DatabasePath);
        refusal.Message.Should().Contain(folder.DatabasePath);
        return refusal;
    }

    private static async Task FillAsync(DatabaseFolder folder, int documents)
    {
        var store = new DocumentsUnderTest(folder.Open());
        for (var number = 0; number < documents; number++)
        {
            await store.SetAsync($"d{number:0000}", ("text", Values.Of(new string('x', 2_000))));
        }

        await folder.CloseAsync();
    }

    private static async Task<IReadOnlyList<string>> ExistingAsync(DatabaseFolder folder) =>
        await new DocumentsUnderTest(folder.Open()).IdsAsync(new DocumentQuery(DocumentsUnderTest.Collection).Build());
}
