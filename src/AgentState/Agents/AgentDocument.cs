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
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

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
}
