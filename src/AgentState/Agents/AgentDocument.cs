using Google.Cloud.Firestore.V1;
using static AgentState.AgentFields;

namespace AgentState;

/// <summary>The stored form of an agent: <c>agents/{id}</c>.</summary>
internal static class AgentDocument
{
    public const string Collection = "agents";

    public static Agent Read(Document document)
    {
        var id = DatabaseRoot.IdOf(document.Name);
        var reader = new DocumentReader(document, $"{Collection}/{id}");
        return new Agent
        {
            Id = id,
            Type = reader.Text(AgentFields.Type),
            Status = AgentStatusText.Read(reader.Text(Status)),
            LastRun = reader.Time(LastRun),
            Config = reader.Map(Config) ?? StateMap.Empty,
            Stats = StatsFields.Read(reader, Stats),
            Name = reader.Text(Name),
            SoftwareVersion = reader.Text(SoftwareVersion),
            Capabilities = reader.Texts(Capabilities) ?? [],
            Wanted = AgentWantedStateText.Read(reader.Text(Wanted)),
            Epoch = EpochOf(reader),
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

    /// <summary>How many instances have been started of the agent; 0 where it is not there.</summary>
    public static long EpochOf(DocumentSnapshot snapshot) => snapshot.Document is { } document
        ? EpochOf(new DocumentReader(document, $"{Collection}/{DatabaseRoot.IdOf(document.Name)}"))
        : 0;

    public static AgentStatus StatusOf(Document document) =>
        AgentStatusText.Read(new DocumentReader(document, $"{Collection}/{DatabaseRoot.IdOf(document.Name)}").Text(Status));

    /// <summary>What the agent is wanted to do; null where nobody has said.</summary>
    public static AgentWantedState? WantedOf(Document document) =>
        AgentWantedStateText.Read(new DocumentReader(document, $"{Collection}/{DatabaseRoot.IdOf(document.Name)}").Text(Wanted));

    /// <summary>The fields that a registration defines.</summary>
    public static IReadOnlyDictionary<string, Value> Defined(AgentRegistration registration)
    {
        var fields = new Dictionary<string, Value> { [AgentFields.Type] = Values.Of(registration.Type) };
        Add(Config, registration.Config is { } config ? Values.Of(config) : null);
        Add(Name, registration.Name is { } name ? Values.Of(name) : null);
        Add(SoftwareVersion, registration.SoftwareVersion is { } version ? Values.Of(version) : null);
        Add(Capabilities, registration.Capabilities is { } words ? Values.Of(words.Select(word => Values.Of(word))) : null);
        return fields;

        void Add(string field, Value? value)
        {
            if (value is not null)
            {
                fields.Add(field, value);
            }
        }
    }

    /// <summary>What a new agent has beside its definition.</summary>
    public static IEnumerable<KeyValuePair<string, Value>> Initial { get; } =
    [
        new(Status, Values.Of(AgentStatusText.Of(AgentStatus.Idle))),
        new(Config, Values.Of(StateMap.Empty)),
        new(Stats, StatsFields.ToValue(AgentStats.None)),
    ];

    private static long EpochOf(DocumentReader reader) => reader.Number(Epoch) ?? 0;
}
