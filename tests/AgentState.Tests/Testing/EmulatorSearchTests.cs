namespace AgentState.Tests.Testing;

/// <summary>The search for the emulator, on a simulated machine of temporary folders.</summary>
public sealed class EmulatorSearchTests : IDisposable
{
    private readonly DirectoryInfo machine = Directory.CreateTempSubdirectory("agentstate-search-");
    private readonly Dictionary<string, string> variables = [];

    public void Dispose() => machine.Delete(recursive: true);

    [Fact]
    public void Find_WithARunningEmulator_ReturnsIt()
    {
        variables[EmulatorSearch.RunningVariable] = "127.0.0.1:8080";

        var found = Find();

        found.IsAvailable.Should().BeTrue();
        found.RunningHost.Should().Be("127.0.0.1:8080");
    }

    [Fact]
    public void Find_WithUseRunningDisabled_ReturnsTheJar()
    {
        variables[EmulatorSearch.RunningVariable] = "127.0.0.1:8080";
        HaveJava();
        var jar = variables[EmulatorSearch.JarVariable] = HaveFile("my.jar");

        var found = Find(new FirestoreEmulatorOptions { UseRunning = false });

        found.RunningHost.Should().BeNull();
        found.JarFile.Should().Be(jar);
    }

    [Fact]
    public void Find_WithANamedJarThatIsMissing_ReturnsNoOther()
    {
        HaveJava();
        HaveSdk("sdk");
        variables[EmulatorSearch.JarVariable] = "/nowhere/emulator.jar";

        var found = Find();

        found.IsAvailable.Should().BeFalse();
        found.Reason.Should().Contain("/nowhere/emulator.jar");
    }

    [Fact]
    public void Find_WithGcloudOnPath_ResolvesItsSymbolicLink()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "On Windows, creating a symbolic link needs elevated rights.");
        HaveJava();
        var jar = HaveSdk("sdk");
        HaveFolder("links");
        File.CreateSymbolicLink(PathOf("links/gcloud"), HaveFile("sdk/bin/gcloud"));
        AddToPath("links");

        Find().JarFile.Should().Be(jar);
    }

    [Fact]
    public void Find_WithAnSdkInAUsualFolder_FindsItWithoutGcloud()
    {
        HaveJava();
        var jar = HaveSdk("usual");

        Find().JarFile.Should().Be(jar);
    }

    [Fact]
    public void Find_WithJarsInTheFirebaseCache_ReturnsTheNewest()
    {
        HaveJava();
        HaveFile(".cache/firebase/emulators/cloud-firestore-emulator-v1.9.9.jar");
        var newest = HaveFile(".cache/firebase/emulators/cloud-firestore-emulator-v1.19.8.jar");
        HaveFile(".cache/firebase/emulators/cloud-firestore-emulator-v1.11.7.jar");

        Find().JarFile.Should().Be(newest);
    }

    [Fact]
    public void Find_WithoutJava_ReturnsTheReason()
    {
        HaveSdk("usual");

        var found = Find();

        found.IsAvailable.Should().BeFalse();
        found.Reason.Should().Contain("Java was not found").And.Contain("JAVA_HOME");
    }

    [Fact]
    public void Find_WithJavaHome_PrefersItToThePath()
    {
        HaveJava();
        HaveSdk("usual");
        variables["JAVA_HOME"] = PathOf("jdk");
        var java = HaveFile(OperatingSystem.IsWindows() ? "jdk/bin/java.exe" : "jdk/bin/java");

        Find().JavaFile.Should().Be(java);
    }

    [Fact]
    public void Find_WithNothing_ReturnsSearchedPlacesAndWhatToInstall()
    {
        var reason = Find().Reason;

        reason.Should()
            .Contain(EmulatorSearch.RunningVariable)
            .And.Contain(EmulatorSearch.JarVariable)
            .And.Contain("gcloud on PATH")
            .And.Contain(PathOf("usual"))
            .And.Contain("firebase")
            .And.Contain("gcloud components install");
    }

    [Fact]
    public async Task StartAsync_WithoutAnEmulator_ThrowsWithTheReason()
    {
        var options = new FirestoreEmulatorOptions { UseRunning = false, JarFile = PathOf("missing.jar") };

        var start = () => FirestoreEmulator.StartAsync(options, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<FirestoreEmulatorException>())
            .WithMessage(FirestoreEmulator.Find(options).Reason);
    }

    private FirestoreEmulatorAvailability Find(FirestoreEmulatorOptions? options = null) =>
        new EmulatorSearch(variables.GetValueOrDefault, new EmulatorFolders(machine.FullName, [PathOf("usual")]))
            .Find(options ?? new FirestoreEmulatorOptions());

    private string HaveSdk(string folder) => HaveFile($"{folder}/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar");

    private void HaveJava()
    {
        HaveFile(OperatingSystem.IsWindows() ? "java/java.exe" : "java/java");
        AddToPath("java");
    }

    private void AddToPath(string folder) =>
        variables["PATH"] = $"{variables.GetValueOrDefault("PATH")}{Path.PathSeparator}{PathOf(folder)}";

    private string HaveFile(string path)
    {
        HaveFolder(Path.GetDirectoryName(path)!);
        File.WriteAllText(PathOf(path), "");
        return PathOf(path);
    }

    private void HaveFolder(string path) => Directory.CreateDirectory(PathOf(path));

    private string PathOf(string path) => Path.Combine(machine.FullName, path.Replace('/', Path.DirectorySeparatorChar));
}
