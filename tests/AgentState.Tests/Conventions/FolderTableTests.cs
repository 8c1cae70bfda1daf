using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AgentState.Tests.Conventions;

/// <summary>The folders of the packages: which of them may use which, their namespaces and their sizes.</summary>
public sealed partial class FolderTableTests
{
    private const int MaxFiles = 45;
    private const int MaxLines = 250;
    private const int MaxParameters = 7;

    private static readonly Type[] Types =
    [
        .. new[]
            {
                typeof(IDocumentStore), typeof(FirestoreEmulator), typeof(HostedAgent), typeof(DataProtectionKeyRing),
                typeof(SqliteDocumentStore),
            }
            .SelectMany(type => type.Assembly.GetTypes())
            .Where(type => Sources.FolderOf(type) is not null),
    ];

    // The order of the rows gives every use one direction, so there is no circle.
    [Fact]
    public void Table_UsedFolders_StandAboveTheirUsers()
    {
        var above = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (folder, uses) in FolderTable.Rows)
        {
            uses.Except(above, StringComparer.Ordinal).Should().BeEmpty($"{folder} uses only folders above it");
            above.Add(folder).Should().BeTrue($"{folder} has one row");
        }
    }

    [Fact]
    public void Table_Folders_AreThoseOfTheSources() =>
        FolderTable.Rows.Select(row => row.Folder).Should().BeEquivalentTo(
            Sources.Files.Where(file => Namespace().IsMatch(Sources.Read(file))).Select(Sources.FolderOf).Distinct(StringComparer.Ordinal));

    // A using shows that a file uses internal types of a folder.
    [Fact]
    public void Usings_OfFiles_AreInTheTable()
    {
        var folders = Sources.Files
            .Select(file => (Name: Namespace().Match(Sources.Read(file)).Groups["name"].Value, Folder: Sources.FolderOf(file)))
            .Where(found => found.Name.StartsWith("AgentState.Internal", StringComparison.Ordinal))
            .DistinctBy(found => found.Name)
            .ToDictionary(found => found.Name, found => found.Folder, StringComparer.Ordinal);

        (from file in Sources.Files
         from Match match in InternalUsing().Matches(Sources.Read(file))
         let name = match.Groups["name"].Value
         let used = folders.GetValueOrDefault(name) ?? folders[name[..name.LastIndexOf('.')]]
         where !FolderTable.Allows(Sources.FolderOf(file), used)
         select $"{Sources.FolderOf(file)} uses {used} in {file}")
            .Should().BeEmpty();
    }

    // Public types need no using. The compiled code shows those too.
    [Fact]
    public void References_OfTypes_AreInTheTable() =>
        (from type in Types.Where(type => type.DeclaringType is null)
         from seen in TypeReferences.Of(type)
         let used = Sources.FolderOf(seen)
         where used is not null && !FolderTable.Reaches(Sources.FolderOf(type)!, used)
         select $"{Sources.FolderOf(type)} uses {used}: {type.Name} references {seen.Name}")
            .Should().BeEmpty();

    [Fact]
    public void Namespaces_OfInternalTypes_AreThoseOfTheirFolders() =>
        Types
            .Where(type => type is { DeclaringType: null, IsPublic: false } && !IsMadeByTheCompiler(type))
            .Where(type => type.Namespace != NamespaceOf(type))
            .Select(type => $"{type.FullName} belongs to {NamespaceOf(type)}")
            .Should().BeEmpty();

    [Fact]
    public void Folders_Files_AreAtMost45() =>
        Sources.Files.CountBy(Sources.FolderOf).Where(folder => folder.Value > MaxFiles).Should().BeEmpty();

    [Fact]
    public void Files_Lines_AreAtMost250() =>
        Sources.Files
            .Select(file => (File: file, Lines: Sources.Read(file).Count(letter => letter == '\n')))
            .Where(file => file.Lines > MaxLines)
            .Should().BeEmpty();

    [Fact]
    public void Constructors_Parameters_AreAtMost7() =>
        (from type in Types.Where(type => !IsMadeByTheCompiler(type))
         from constructor in type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
         where constructor.GetParameters().Length > MaxParameters && !IsOfARecord(type)
         select $"{type.Name} has {constructor.GetParameters().Length}")
            .Should().BeEmpty();

    // The tests above must be able to fail: this one checks that the rows and the usings are found.
    [Fact]
    public void Table_OfExistingFolders_AllowsOneDirection()
    {
        FolderTable.Allows("Tasks/Claiming", "Tasks/Completing").Should().BeTrue();
        FolderTable.Reaches("Tasks/Completing", "Tasks/Claiming").Should().BeFalse();
        FolderTable.Allows("Tasks/Claiming", "Engines/Firestore").Should().BeFalse();
        FolderTable.Reaches("AgentState.Hosting/Registration", "Errors").Should().BeTrue();
        FolderTable.Reaches("AgentState.Sqlite/Connections", "AgentState.Sqlite/Files").Should().BeFalse();
        Sources.Files.Should().Contain(file => InternalUsing().IsMatch(Sources.Read(file)));
        Types.Select(type => type.Assembly).Distinct().Should().HaveCount(5);
    }

    private static string NamespaceOf(Type type)
    {
        var folder = Sources.FolderOf(type)!;
        var package = type.Assembly.GetName().Name!;
        var inPackage = package == "AgentState" ? $"/{folder}" : folder[package.Length..];
        return $"AgentState.Internal{package["AgentState".Length..]}{inPackage.Replace('/', '.')}";
    }

    private static bool IsMadeByTheCompiler(Type type) => type.IsDefined(typeof(CompilerGeneratedAttribute));

    private static bool IsOfARecord(Type type) => type.GetMethod("<Clone>$") is not null;

    [GeneratedRegex(
        @"^namespace (?<name>[\w.]+);",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^using (static |\w+ = )?(?<name>AgentState\.Internal[\w.]*);",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex InternalUsing();
}
