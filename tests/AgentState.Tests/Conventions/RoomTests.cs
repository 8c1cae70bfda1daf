namespace AgentState.Tests.Conventions;

/// <summary>Who may see whom.</summary>
public sealed class RoomTests
{
    private const string Engines = "Engines";
    private const string FirestoreEngine = "Engines/Firestore";

    private static readonly string[] Services = ["Users", "Agents", "Tasks", "Tokens", "Activity"];

    // The rooms on top put services and engines together.
    private static readonly string[] Composition = ["DependencyInjection", "Client", "Batches", Engines];

    private static readonly Type[] Library = [.. typeof(IDocumentStore).Assembly.GetTypes().Where(type => type.DeclaringType is null && Sources.RoomOf(type) is not null)];

    [Fact]
    public void Services_AndTheSeam_DoNotSeeEngines() =>
        Sights(
            from: type => !Composition.Any(room => IsIn(type, room)),
            of: seen => IsIn(seen, Engines))
        .Should().BeEmpty();

    [Fact]
    public void Services_AndTheSeam_DoNotSeeTheRoomsOnTop() =>
        Sights(
            from: type => !Composition.Any(room => IsIn(type, room)),
            of: seen => IsIn(seen, "DependencyInjection") || IsIn(seen, "Client") || IsIn(seen, "Batches"))
        .Should().BeEmpty();

    [Fact]
    public void Engines_DoNotSeeServices() =>
        Sights(
            from: type => IsIn(type, Engines),
            of: seen => Services.Any(room => IsIn(seen, room)))
        .Should().BeEmpty();

    [Fact]
    public void OnlyTheFirestoreEngine_SeesGrpc() =>
        Sights(
            from: type => !IsIn(type, FirestoreEngine),
            of: seen => seen.Namespace?.StartsWith("Grpc", StringComparison.Ordinal) == true)
        .Should().BeEmpty();

    // Rules of state are functions of data: no seam, no logger, no clock, no chance, nothing to wait for.
    [Fact]
    public void Transitions_SeeNoServiceClockOrChance() =>
        Sights(
            from: type => type.Name.EndsWith("Transitions", StringComparison.Ordinal),
            of: seen =>
                (seen.IsInterface && seen.Namespace?.StartsWith("System", StringComparison.Ordinal) != true) ||
                typeof(Task).IsAssignableFrom(seen) || seen == typeof(TimeProvider) || seen == typeof(Random))
        .Should().BeEmpty();

    // The tests above must be able to fail: here is something that each of them would see.
    [Fact]
    public void Sights_OfWhatIsThere_AreFound()
    {
        Sights(from: type => IsIn(type, FirestoreEngine), of: seen => seen.Namespace == "Grpc.Core").Should().NotBeEmpty();
        Sights(from: type => IsIn(type, FirestoreEngine), of: seen => seen == typeof(IDocumentStore)).Should().NotBeEmpty();
        Sights(from: type => IsIn(type, "Documents"), of: seen => seen == typeof(TimeProvider)).Should().NotBeEmpty();
        Library.Should().Contain(type => type.Name.EndsWith("Transitions", StringComparison.Ordinal));
    }

    private static bool IsIn(Type type, string room) =>
        type.Assembly == typeof(IDocumentStore).Assembly && Sources.RoomOf(type) is { } own &&
        (own == room || own.StartsWith(room + "/", StringComparison.Ordinal));

    private static IEnumerable<string> Sights(Func<Type, bool> from, Func<Type, bool> of) =>
        from type in Library.Where(@from)
        from seen in TypeReferences.Of(type).Where(of)
        select $"{type.Name} sees {seen.FullName}";
}
