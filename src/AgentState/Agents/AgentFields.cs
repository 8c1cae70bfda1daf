namespace AgentState.Internal.Agents;

/// <summary>The names of the stored fields of an agent.</summary>
internal static class AgentFields
{
    public const string Type = "type";
    public const string Status = "status";
    public const string LastRun = "lastRun";
    public const string Config = "config";
    public const string Stats = "stats";
    public const string Name = "name";
    public const string SoftwareVersion = "version";
    public const string Capabilities = "capabilities";
    public const string DesiredState = "wanted";
    public const string Epoch = "epoch";
    public const string StatusWriteId = "statusWriteId";
}
