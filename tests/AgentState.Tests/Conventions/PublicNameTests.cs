using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace AgentState.Tests.Conventions;

/// <summary>Public types have names that need no alias in a web application.</summary>
public sealed class PublicNameTests
{
    // The implicit usings of a web application, and the namespace that the package for Data Protection needs.
    private static readonly HashSet<string> Namespaces =
    [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Net.Http.Json",
        "System.Threading",
        "System.Threading.Tasks",
        "Microsoft.AspNetCore.Builder",
        "Microsoft.AspNetCore.DataProtection",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging",
    ];

    [Fact]
    public void PublicTypes_Names_DifferFromThoseOfCommonNamespaces()
    {
        var others = AssemblyFiles().SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);

        others.Should().Contain(["Task", "HttpContext", "Secret"], "the assemblies of the frameworks are read");
        new[] { typeof(IDocumentStore), typeof(HostedAgent), typeof(FirestoreEmulator), typeof(SqliteOptions) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.Namespace == "AgentState" && !type.IsNested && others.Contains(type.Name))
            .Should().BeEmpty();
    }

    private static IEnumerable<string> AssemblyFiles() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) is var name &&
                (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)));

    private static List<string> NamesIn(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        if (!assembly.HasMetadata)
        {
            return [];
        }

        var reader = assembly.GetMetadataReader();
        return
        [
            .. from handle in reader.TypeDefinitions
               let type = reader.GetTypeDefinition(handle)
               where (type.Attributes & TypeAttributes.VisibilityMask) is TypeAttributes.Public &&
                   Namespaces.Contains(reader.GetString(type.Namespace))
               select reader.GetString(type.Name),
        ];
    }
}
