using System.Reflection;
using Google.Cloud.Firestore.V1;

namespace AgentState.Tests.Conventions;

/// <summary>The wire types have the names of the official types, which can replace them, and are not public.</summary>
public sealed class WireTypeTests
{
    private static readonly Assembly Library = typeof(IDocumentStore).Assembly;

    [Fact, Trait("Guarantee", "P10")]
    public void WireTypes_HaveTheNamesOfTheOfficialTypes()
    {
        FirestoreReflection.Descriptor.Package.Should().Be("google.firestore.v1");
        FirestoreReflection.Descriptor.Services.Select(service => service.FullName).Should().Equal("google.firestore.v1.Firestore");
        FirestoreReflection.Descriptor.MessageTypes.Should()
            .OnlyContain(message => message.ClrType.Namespace == "Google.Cloud.Firestore.V1");
    }

    [Fact, Trait("Guarantee", "P10")]
    public void GeneratedTypes_AreInternal() =>
        Library.GetExportedTypes().Should()
            .NotContain(type => type.Namespace != null && type.Namespace.StartsWith("Google", StringComparison.Ordinal));
}
