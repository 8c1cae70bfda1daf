using System.Diagnostics;
using System.Net.Sockets;

namespace AgentState.Firestore.Tests;

/// <summary>Tests how emulators start, stop and fail to start.</summary>
public sealed class EmulatorTests(EmulatorFixture fixture) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("agentstate-emulator-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task StartAsync_TwiceAtOnce_StartsTwoWhichDisposeStops()
    {
        SkipWithoutEmulator();
        var options = new FirestoreEmulatorOptions { UseRunning = false };

        var emulators = await Task.WhenAll(
            FirestoreEmulator.StartAsync(options, TestContext.Current.CancellationToken),
            FirestoreEmulator.StartAsync(options, TestContext.Current.CancellationToken));

        foreach (var emulator in emulators)
        {
            emulator.IsStartedHere.Should().BeTrue();
            (await AnswerAsync(emulator.Host)).Should().Be("Ok");
            await emulator.DisposeAsync();
            await emulator.DisposeAsync();
            await FluentActions.Awaiting(() => ConnectAsync(emulator.Host)).Should().ThrowAsync<SocketException>();
        }

        emulators[0].Host.Should().NotBe(emulators[1].Host);
    }

    [Fact]
    public async Task StartAsync_OneRunning_UsesItAndDoesNotStopIt()
    {
        var search = new EmulatorSearch(
            name => name == EmulatorSearch.RunningVariable ? fixture.Emulator.Host : null, new EmulatorFolders("", []));

        var borrowed = await FirestoreEmulator.StartFoundAsync(
            new FirestoreEmulatorOptions(), search, TestContext.Current.CancellationToken);
        await borrowed.DisposeAsync();

        borrowed.IsStartedHere.Should().BeFalse();
        (await AnswerAsync(fixture.Emulator.Host)).Should().Be("Ok");
    }

    [Fact]
    public async Task StartAsync_RunningOneDoesNotAnswer_NamesItsVariable()
    {
        var search = new EmulatorSearch(
            name => name == EmulatorSearch.RunningVariable ? "127.0.0.1:1" : null, new EmulatorFolders("", []));
        var options = new FirestoreEmulatorOptions { StartTimeout = TimeSpan.FromMilliseconds(200) };

        var start = () => FirestoreEmulator.StartFoundAsync(options, search, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<FirestoreEmulatorException>()).Which.Message
            .Should().Contain("127.0.0.1:1").And.Contain(EmulatorSearch.RunningVariable);
    }

    [Fact]
    public async Task StartAsync_ProcessExitsAtOnce_ThrowsWithItsOutput()
    {
        var start = () => FirestoreEmulator.StartAsync(
            Options("echo to the output; echo to the error >&2; exit 3"), TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<FirestoreEmulatorException>()).Which.Message
            .Should().Contain("exit code 3").And.Contain("to the output").And.Contain("to the error");
    }

    [Fact]
    public async Task StartAsync_NoAnswer_ThrowsAfterTheTimeout()
    {
        var options = Options("exec sleep 1000");
        options.StartTimeout = TimeSpan.FromMilliseconds(200);

        var start = () => FirestoreEmulator.StartAsync(options, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<FirestoreEmulatorException>()).Which.Message.Should().Contain("within 00:00:00.2");
    }

    [Fact]
    public async Task StartAsync_Cancelled_ThrowsCancellation()
    {
        using var cancellation = new CancellationTokenSource();
        var start = () => FirestoreEmulator.StartAsync(Options("exec sleep 1000"), cancellation.Token);

        var starting = start();
        await cancellation.CancelAsync();

        (await FluentActions.Awaiting(() => starting).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(cancellation.Token);
    }

    [Fact]
    public async Task StartAsync_MissingRulesFile_Throws()
    {
        var options = Options("exit 0");
        options.RulesFile = Path.Combine(folder.FullName, "missing.rules");

        var start = () => FirestoreEmulator.StartAsync(options, TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<FileNotFoundException>();
    }

    // When the parent is killed, the system closes its end of the pipe; here the test closes it.
    [Fact]
    public async Task Command_AfterItsParentExits_Ends()
    {
        SkipOnWindows();
        using var process = Process.Start(EmulatorCommand.BoundToUs(["sleep", "1000"]))!;

        process.StandardInput.Close();

        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        process.ExitCode.Should().Be(128 + 9, "the shell reports that the child was killed");
    }

    [Fact]
    public void NewProjectId_Repeated_IsValidAndUnique()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => fixture.Emulator.NewProjectId()).ToList();

        ids.Should().OnlyHaveUniqueItems().And.OnlyContain(id => IsLegalProjectId(id));
    }

    private static async Task<string> AnswerAsync(string host)
    {
        using var http = new HttpClient();
        return (await http.GetStringAsync(new Uri($"http://{host}/"), TestContext.Current.CancellationToken)).Trim();
    }

    private static async Task ConnectAsync(string host)
    {
        using var client = new TcpClient();
        var parts = host.Split(':');
        await client.ConnectAsync(parts[0], int.Parse(parts[1]), TestContext.Current.CancellationToken);
    }

    /// <summary>Replaces Java by a shell script.</summary>
    private FirestoreEmulatorOptions Options(string script)
    {
        SkipOnWindows();
        var java = Path.Combine(folder.FullName, "java");
        File.WriteAllText(java, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FirestoreEmulatorOptions { UseRunning = false, JavaFile = java, JarFile = java };
    }

    private void SkipWithoutEmulator()
    {
        // The emulator of the fixture may have been started elsewhere, so also check that one can be started here.
        _ = fixture.Emulator;
        var found = FirestoreEmulator.Find(new FirestoreEmulatorOptions { UseRunning = false });
        Assert.SkipUnless(found.IsAvailable, found.Reason ?? "");
    }

    private static void SkipOnWindows() =>
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test replaces Java by a shell script, which Windows does not run.");

    private static bool IsLegalProjectId(string id) =>
        id.Length is >= 6 and <= 30 && char.IsAsciiLetterLower(id[0]) && id[^1] != '-' &&
        id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');
}
