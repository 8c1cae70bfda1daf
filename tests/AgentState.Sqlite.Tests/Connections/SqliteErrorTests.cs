using SQLitePCL;

namespace AgentState.Sqlite.Tests;

/// <summary>The errors of SQLite as the exceptions that callers see.</summary>
public sealed class SqliteErrorTests
{
    private const string File = "/data/state.db";

    [Theory, Trait("Guarantee", "S5")]
    [InlineData(raw.SQLITE_FULL, "the disk is full")]
    [InlineData(raw.SQLITE_READONLY, "read-only")]
    [InlineData(raw.SQLITE_CORRUPT, "is damaged")]
    [InlineData(raw.SQLITE_NOTADB, "is not a database")]
    [InlineData(raw.SQLITE_CANTOPEN, "cannot be opened")]
    [InlineData(raw.SQLITE_PERM, "cannot be opened")]
    [InlineData(raw.SQLITE_AUTH, "cannot be opened")]
    public void Translate_ErrorOfTheFile_IsADatabaseFileException(int code, string expected)
    {
        var error = new SqliteError(WithExtension(code), "of SQLite");

        var translated = error.Translate(File, mayHaveBeenApplied: true);

        translated.Should().BeOfType<DatabaseFileException>().Which.Path.Should().Be(File);
        translated.Message.Should().Contain(expected).And.Contain(File);
        translated.InnerException.Should().BeSameAs(error);
    }

    [Theory, Trait("Guarantee", "S5")]
    [InlineData(raw.SQLITE_BUSY)]
    [InlineData(raw.SQLITE_LOCKED)]
    public void Translate_HeldLock_SaysThatNothingWasApplied(int code)
    {
        var error = new SqliteError(WithExtension(code), "of SQLite");

        error.IsBusy.Should().BeTrue();
        error.Translate(File, mayHaveBeenApplied: true)
            .Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeFalse();
    }

    [Theory, Trait("Guarantee", "S5")]
    [InlineData(true)]
    [InlineData(false)]
    public void Translate_OtherError_SaysWhetherItMayHaveBeenApplied(bool mayHaveBeenApplied)
    {
        var error = new SqliteError(raw.SQLITE_IOERR, "of SQLite");

        error.IsBusy.Should().BeFalse();
        error.Translate(File, mayHaveBeenApplied)
            .Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().Be(mayHaveBeenApplied);
    }

    // SQLite adds the cause to the code in its higher bits.
    private static int WithExtension(int code) => code | (3 << 8);
}
