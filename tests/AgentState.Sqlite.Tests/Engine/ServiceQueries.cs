using AgentState.Internal.Activities;
using AgentState.Internal.Agents.Stored;
using AgentState.Internal.Tasks.Stored;
using AgentState.Internal.Users;
using Google.Cloud.Firestore.V1;

namespace AgentState.Sqlite.Tests;

/// <summary>The queries that the services and the hosts send, with their parents.</summary>
internal static class ServiceQueries
{
    private static readonly DateTimeOffset Then = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<(string Parent, StructuredQuery Query)> Of(DatabaseRoot root) =>
    [
        .. Tasks(root).Concat(Users()).Concat(Activity()).Concat(Agents()).Select(query => (root.Parent, query)),
        (root.Document("agents", "a"), AgentQueries.InstancesOfOne(limit: 1).Build()),
        (root.Document("agents", "a"), AgentQueries.InstancesOfOne(limit: 20, Then).Build()),
        (root.Documents, AgentQueries.AllInstances(root).Build()),
        (root.Documents, AgentQueries.AliveInstances(root, Then).Build()),
        (root.Documents, AgentQueries.SilentInstances(root, Then, limit: 1).Build()),
    ];

    private static IEnumerable<StructuredQuery> Tasks(DatabaseRoot root) =>
    [
        TaskQueries.Claimable("type", new ClaimProbe(1)),
        TaskQueries.Claimable("type", new ClaimProbe(1, Assignment: new PartitionAssignment(2, 0))),
        TaskQueries.PendingOf("type").Build(),
        TaskQueries.PendingInOrder("type").Build(),
        TaskQueries.Due(Then).Build(),
        TaskQueries.NextDue().Build(),
        TaskQueries.RunOut(Then).Build(),
        TaskQueries.NextRunOut(Then).Build(),
        TaskQueries.WorkedOnSince(Then).Build(),
        TaskQueries.CancelRequests("agent", Then).Build(),
        TaskQueries.Holders([root.Document("tasks", "t1"), root.Document("tasks", "t2")]),
        TaskQueries.Listed(TaskFilter.All).Build(),
        TaskQueries.Listed(TaskFilter.ByStatus(AgentTaskStatus.Pending)).Build(),
        TaskQueries.Listed(TaskFilter.ByType("type", AgentTaskStatus.Pending)).Build(),
        TaskQueries.Listed(TaskFilter.ByAssignee("agent", AgentTaskStatus.Pending)).Build(),
        TaskQueries.Listed(TaskFilter.ByCreator("agent")).Build(),
        TaskQueries.Listed(TaskFilter.ByUser("user")).Build(),
    ];

    private static IEnumerable<StructuredQuery> Users() =>
    [
        UserQueries.Listed(UserFilter.All).Build(),
        UserQueries.Listed(UserFilter.ByTier(UserTier.Pro)).Build(),
        UserQueries.Tasks("user").Build(),
        UserQueries.TasksCreated("user").Build(),
        UserQueries.Entries("user").Build(),
    ];

    private static IEnumerable<StructuredQuery> Activity() =>
    [
        ActivityQueries.Listed(ActivityFilter.All).Build(),
        ActivityQueries.Listed(ActivityFilter.All.Between(Then, Then.AddDays(1))).Build(),
        ActivityQueries.Listed(ActivityFilter.ByAgent("agent")).Build(),
        ActivityQueries.Listed(ActivityFilter.ByLevel(ActivityLevel.Warn)).Build(),
        ActivityQueries.Listed(ActivityFilter.ByAgent("agent", ActivityLevel.Error)).Build(),
        ActivityQueries.Listed(ActivityFilter.ByAction("action")).Build(),
        ActivityQueries.Listed(ActivityFilter.ByAction("action", "agent")).Build(),
    ];

    private static IEnumerable<StructuredQuery> Agents() =>
    [
        AgentQueries.Listed(AgentFilter.All).Build(),
        AgentQueries.Listed(AgentFilter.ByType("type")).Build(),
        AgentQueries.Listed(AgentFilter.ByStatus(AgentStatus.Idle)).Build(),
        AgentQueries.Listed(AgentFilter.ByType("type", AgentStatus.Idle)).Build(),
    ];
}
