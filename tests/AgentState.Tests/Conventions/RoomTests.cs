namespace AgentState.Tests.Conventions;

/// <summary>The permitted references between the folders of the library.</summary>
public sealed class RoomTests
{
    private const string Engines = "Engines";
    private const string FirestoreEngine = "Engines/Firestore";

    private static readonly string[] Services = ["Users", "Agents", "Tasks", "Tokens", "Activity"];

    // These folders connect services and engines.
    private static readonly string[] Composition = ["DependencyInjection", "Client", "Batches", Engines];

    private static readonly Type[] Library =
    [
        .. typeof(IDocumentStore).Assembly.GetTypes().Where(type => type.DeclaringType is null && Sources.RoomOf(type) is not null),
    ];

    [Fact]
    public void ServicesAndDocumentStore_DoNotReferenceEngines() =>
        Sights(
            from: type => !Composition.Any(folder => IsIn(type, folder)),
            of: seen => IsIn(seen, Engines))
        .Should().BeEmpty();

    [Fact]
    public void ServicesAndDocumentStore_DoNotReferenceCompositionFolders() =>
        Sights(
            from: type => !Composition.Any(folder => IsIn(type, folder)),
            of: seen => IsIn(seen, "DependencyInjection") || IsIn(seen, "Client") || IsIn(seen, "Batches"))
        .Should().BeEmpty();

    [Fact]
    public void Engines_DoNotReferenceServices() =>
        Sights(
            from: type => IsIn(type, Engines),
            of: seen => Services.Any(folder => IsIn(seen, folder)))
        .Should().BeEmpty();

    [Fact]
    public void TypesOutsideTheFirestoreEngine_DoNotReferenceGrpc() =>
        Sights(
            from: type => !IsIn(type, FirestoreEngine),
            of: seen => seen.Namespace?.StartsWith("Grpc", StringComparison.Ordinal) == true)
        .Should().BeEmpty();

    // State transitions are pure functions of data: no document store, logger, clock, random numbers or waiting.
    [Fact]
    public void Transitions_ReferenceNoServiceClockOrRandom() =>
        Sights(
            from: type => type.Name.EndsWith("Transitions", StringComparison.Ordinal),
            of: seen =>
                (seen.IsInterface && seen.Namespace?.StartsWith("System", StringComparison.Ordinal) != true) ||
                typeof(Task).IsAssignableFrom(seen) || seen == typeof(TimeProvider) || seen == typeof(Random))
        .Should().BeEmpty();

    // The tests above must be able to fail: this one checks that such references are found.
    [Fact]
    public void Sights_OfExistingReferences_AreFound()
    {
        Sights(from: type => IsIn(type, FirestoreEngine), of: seen => seen.Namespace == "Grpc.Core").Should().NotBeEmpty();
        Sights(from: type => IsIn(type, FirestoreEngine), of: seen => seen == typeof(IDocumentStore)).Should().NotBeEmpty();
        Sights(from: type => IsIn(type, "Documents"), of: seen => seen == typeof(TimeProvider)).Should().NotBeEmpty();
        Library.Should().Contain(type => type.Name.EndsWith("Transitions", StringComparison.Ordinal));
    }

    private static bool IsIn(Type type, string folder) =>
        type.Assembly == typeof(IDocumentStore).Assembly && Sources.RoomOf(type) is { } own &&
        (own == folder || own.StartsWith(folder + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Sights(Func<Type, bool> from, Func<Type, bool> of) =>
        from type in Library.Where(@from)
        from seen in TypeReferences.Of(type).Where(of)
        select $"{type.Name} references {seen.FullName}";
}
