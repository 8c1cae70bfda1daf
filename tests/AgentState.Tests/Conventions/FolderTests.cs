namespace AgentState.Tests.Conventions;

/// <summary>The references that no folder of the library may have, whatever the table of folders says.</summary>
public sealed class FolderTests
{
    private const string Engines = "Engines";
    private const string FirestoreEngine = "Engines/Firestore";

    private static readonly string[] Services = ["Users", "Agents", "Tasks", "Tokens", "Activities"];

    // These folders connect services and engines.
    private static readonly string[] Composition = ["DependencyInjection", "Client", "Batches", "Transfer", Engines];

    private static readonly Type[] Library =
    [
        .. typeof(IDocumentStore).Assembly.GetTypes().Where(type => type.DeclaringType is null && Sources.FolderOf(type) is not null),
    ];

    [Fact]
    public void ServicesAndDocumentStore_DoNotReferenceEngines() =>
        ReferencesOf(
            from: type => !Composition.Any(folder => IsIn(type, folder)),
            of: seen => IsIn(seen, Engines))
        .Should().BeEmpty();

    [Fact]
    public void ServicesAndDocumentStore_DoNotReferenceCompositionFolders() =>
        ReferencesOf(
            from: type => !Composition.Any(folder => IsIn(type, folder)),
            of: seen => IsIn(seen, "DependencyInjection") || IsIn(seen, "Client") || IsIn(seen, "Batches"))
        .Should().BeEmpty();

    [Fact]
    public void Engines_DoNotReferenceServices() =>
        ReferencesOf(
            from: type => IsIn(type, Engines),
            of: seen => Services.Any(folder => IsIn(seen, folder)))
        .Should().BeEmpty();

    // FirestoreTransportExtensions is public: it passes the caller's connection to the engine.
    [Fact]
    public void TypesOutsideTheFirestoreEngine_DoNotReferenceGrpc() =>
        ReferencesOf(
            from: type => !IsIn(type, FirestoreEngine) && type != typeof(FirestoreTransportExtensions),
            of: seen => seen.Namespace?.StartsWith("Grpc", StringComparison.Ordinal) == true)
        .Should().BeEmpty();

    // State transitions are pure functions of data: no document store, logger, clock, random numbers or waiting.
    [Fact]
    public void Transitions_ReferenceNoServiceClockOrRandom() =>
        ReferencesOf(
            from: type => type.Name.EndsWith("Transitions", StringComparison.Ordinal),
            of: seen =>
                (seen.IsInterface && seen.Namespace?.StartsWith("System", StringComparison.Ordinal) != true) ||
                typeof(Task).IsAssignableFrom(seen) || seen == typeof(TimeProvider) || seen == typeof(Random))
        .Should().BeEmpty();

    // The tests above must be able to fail: this one checks that such references are found.
    [Fact]
    public void References_OfExistingTypes_AreFound()
    {
        ReferencesOf(from: type => IsIn(type, FirestoreEngine), of: seen => seen.Namespace == "Grpc.Core").Should().NotBeEmpty();
        ReferencesOf(from: type => IsIn(type, FirestoreEngine), of: seen => seen == typeof(IDocumentStore)).Should().NotBeEmpty();
        ReferencesOf(from: type => IsIn(type, "Documents"), of: seen => seen == typeof(TimeProvider)).Should().NotBeEmpty();
        Library.Should().Contain(type => type.Name.EndsWith("Transitions", StringComparison.Ordinal));
    }

    private static bool IsIn(Type type, string folder) =>
        Sources.FolderOf(type) is { } own && (own == folder || own.StartsWith(folder + "/", StringComparison.Ordinal));

    private static IEnumerable<string> ReferencesOf(Func<Type, bool> from, Func<Type, bool> of) =>
        from type in Library.Where(@from)
        from seen in TypeReferences.Of(type).Where(of)
        select $"{type.Name} references {seen.FullName}";
}
