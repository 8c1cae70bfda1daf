using System.Xml.Linq;
using AgentState.Tests.Documentation;

namespace AgentState.Tests.Conventions;

/// <summary>The readmes of the packages stand alone, and a package that uses internals of another one requires its exact version.</summary>
public sealed class PackageTests
{
    private static readonly IReadOnlyDictionary<string, XDocument> Projects = Directory
        .EnumerateFiles(Path.Combine(Sources.Root(), "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => XDocument.Load(file));

    public static TheoryData<string> Packages => [.. Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory, Trait("Guarantee", "P20")]
    [MemberData(nameof(Packages))]
    public void Readme_OfAPackage_HasNoRelativeLink(string package) => ReadmeOf(package).RelativeLinks().Should().BeEmpty();

    [Theory, Trait("Guarantee", "P20")]
    [MemberData(nameof(Packages))]
    public void Readme_OfAPackage_KeepsTheCodeOfItsPage(string package)
    {
        var page = new MarkdownPage(package == "AgentState" ? "README.md" : $"src/{package}/README.md");

        ReadmeOf(package).Blocks("csharp").Should().Equal(page.Blocks("csharp")).And.NotBeEmpty();
    }

    [Theory, Trait("Guarantee", "P20")]
    [MemberData(nameof(Packages))]
    public void Script_ThatUsesThePackages_UsesEveryPackage(string package) =>
        File.ReadAllText(Path.Combine(Sources.Root(), ".ci", "consume")).Should().Contain($"\nconsume {package} ");

    // The internals of each version may differ, so a mixture of versions could fail when it runs.
    [Fact, Trait("Guarantee", "P20")]
    public void References_ToUsedInternals_RequireTheExactVersion()
    {
        var uses =
            from owner in Projects
            from user in IncludesOf(owner.Value, "InternalsVisibleTo").Where(Projects.ContainsKey)
            select (user, owner.Key);

        var exact =
            from user in Projects
            from reference in IncludesOf(user.Value, "ProjectReference", item => (string?)item.Attribute("ExactVersion") == "true")
            select (user.Key, Path.GetFileNameWithoutExtension(reference));

        exact.Should().BeEquivalentTo(uses).And.NotBeEmpty();
    }

    // The build of each package writes it.
    private static MarkdownPage ReadmeOf(string package) => new($"src/{package}/obj/package/README.md");

    private static IEnumerable<string> IncludesOf(XDocument project, string item, Func<XElement, bool>? isMeant = null) =>
        project.Descendants(item).Where(isMeant ?? (_ => true)).Select(element => element.Attribute("Include")!.Value);
}
