using System.Diagnostics;
using System.Text.Json;

namespace AgentState.Tests.Conventions;

/// <summary>A build property replaces the generated types of this library with the official ones.</summary>
public sealed class OfficialTypesTests
{
    private const string Package = "Google.Cloud.Firestore.V1";

    private static readonly string[] Aliases = ["LatLng=Google.Type.LatLng", "RpcStatus=Google.Rpc.Status"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P10")]
    public async Task Library_WithTheProperty_ReferencesThePackageInsteadOfTheProtos()
    {
        using var items = await ItemsOfAsync("src/AgentState", "-p:OfficialFirestoreTypes=true");

        Named(items, "PackageReference").Should().Contain(Package);
        Named(items, "PackageVersion").Should().Contain(Package);
        Named(items, "Protobuf").Should().BeEmpty();
        AliasesOf(items).Should().Equal(Aliases);
    }

    [Fact, Trait("Guarantee", "P10")]
    public async Task Library_WithoutTheProperty_IsGeneratedFromItsProtos()
    {
        using var items = await ItemsOfAsync("src/AgentState");

        Named(items, "PackageReference").Should().NotContain(Package);
        Named(items, "PackageVersion").Should().NotContain(Package);
        Named(items, "Protobuf").Should().Equal("Protos/firestore.proto", "Protos/error_details.proto");
        AliasesOf(items).Should().BeEmpty();
    }

    // The projects are found by their sources: a project that starts to use one of the two names needs its alias.
    [Fact, Trait("Guarantee", "P10")]
    public async Task Projects_ThatUseTheAliasedNames_DeclareTheAliases()
    {
        var projects = Directory.EnumerateFiles(Sources.Root(), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetDirectoryName(file)!)
            .Where(UsesTheNames).Select(folder => Path.GetRelativePath(Sources.Root(), folder).Replace('\\', '/')).ToList();

        projects.Should().Contain("src/AgentState").And.Contain("tests/AgentState.TestKit");
        foreach (var project in projects)
        {
            using var items = await ItemsOfAsync(project, "-p:OfficialFirestoreTypes=true");
            AliasesOf(items).Should().Equal(Aliases, "project {0} uses the names", project);
        }
    }

    private static bool UsesTheNames(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(File.ReadAllText)
            .Any(text => text.Contains("new LatLng", StringComparison.Ordinal) || text.Contains("new RpcStatus", StringComparison.Ordinal));

    // This evaluates the project without building it.
    private static async Task<JsonDocument> ItemsOfAsync(string project, params string[] properties)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.Combine(Sources.Root(), project),
            ArgumentList = { "msbuild", "-nologo", "-nodeReuse:false", "-getItem:PackageReference,PackageVersion,Protobuf,Using" },
        };
        foreach (var property in properties)
        {
            start.ArgumentList.Add(property);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        process.ExitCode.Should().Be(0, "its output was: {0}", output);
        return JsonDocument.Parse(output);
    }

    private static JsonElement Items(JsonDocument items, string type) => items.RootElement.GetProperty("Items").GetProperty(type);

    private static IEnumerable<string> Named(JsonDocument items, string type) =>
        Items(items, type).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!);

    private static IEnumerable<string> AliasesOf(JsonDocument items) =>
        Items(items, "Using").EnumerateArray().Where(item => item.TryGetProperty("Alias", out _))
            .Select(item => $"{item.GetProperty("Alias").GetString()}={item.GetProperty("Identity").GetString()}");
}
