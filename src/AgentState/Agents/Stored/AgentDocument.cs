using AgentState.Internal.Data;
using AgentState.Internal.Documents;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Agents.AgentFields;

namespace AgentState.Internal.Agents.Stored;

/// <summary>The stored form of an agent: <c>agents/{id}</c>.</summary>
internal static class AgentDocument
{
    public const string Collection = "agents";

    public static Agent Read(Document document) => Read(document, isLenient: false);

    /// <summary>Reads an agent, and treats fields that cannot be read as missing.</summary>
    public static Agent ReadLeniently(Document document) => Read(document, isLenient: true);

    private static Agent Read(Document document, bool isLenient)
    {
        var reader = new DocumentReader(document, PathOf(document), isLenient);
        var ours = new OptionalFields(document);
        return new Agent
        {
            Id = DatabaseRoot.IdOf(document.Name),
            Type = reader.Text(AgentFields.Type),
            Status = AgentStatusText.Read(reader.Text(Status)),
            LastRun = reader.Time(LastRun),
            Config = reader.Map(Config) ?? StateMap.Empty,
            Stats = StatsFields.Read(reader, Stats),
            Name = ours.Text(Name),
            SoftwareVersion = ours.Text(SoftwareVersion),
            Capabilities = new DocumentReader(document, PathOf(document), isLenient: true).Texts(Capabilities) ?? [],
            DesiredState = DesiredOf(document),
            Epoch = ours.Number(Epoch, least: 0) ?? 0,
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

    /// <summary>The number of instances of the agent that have been started; 0 if the agent does not exist.</summary>
    /// <remarks>
    /// If the field is not a valid number, this returns the seconds since 1970 of the document's last write. That is higher than any real
    /// count, so the next instance is later than all running ones.
    /// </remarks>
    public static long EpochOf(DocumentSnapshot snapshot) => snapshot.Document is not { } document ? 0
        : document.Fields.GetValueOrDefault(Epoch) is not { } value ? 0
        : OptionalFields.Number(value, least: 0) ?? document.UpdateTime.Seconds;

    /// <summary>The status; unknown if it cannot be read.</summary>
    public static AgentStatus StatusOf(Document document) => AgentStatusText.Read(new OptionalFields(document).Text(Status));

    /// <summary>The desired state; null if it was never set or is not text.</summary>
    public static AgentDesiredState? DesiredOf(Document document) =>
        AgentDesiredStateText.Read(new OptionalFields(document).Text(DesiredState));

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

    /// <summary>The initial fields of a new agent, besides its definition.</summary>
    public static IEnumerable<KeyValuePair<string, Value>> Initial { get; } =
    [
        new(Status, Values.Of(AgentStatusText.Of(AgentStatus.Idle))),
        new(Config, Values.Of(StateMap.Empty)),
        new(Stats, StatsFields.ToValue(AgentStats.None)),
    ];

    private static string PathOf(Document document) => $"{Collection}/{DatabaseRoot.IdOf(document.Name)}";
}
