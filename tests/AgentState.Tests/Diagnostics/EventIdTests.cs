using System.Reflection;
using Microsoft.Extensions.Logging;

namespace AgentState.Tests;

public sealed class EventIdTests
{
    // Alerts refer to event ids.
    [Fact]
    public void LogMessages_EventIds_AreUnique()
    {
        Assembly[] assemblies = [typeof(AgentStateClient).Assembly, typeof(TaskContext).Assembly];
        var ids = assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (method.Name, method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId))
            .Where(message => message.EventId is not null)
            .ToList();

        ids.Should().HaveCountGreaterThan(80);
        ids.GroupBy(message => message.EventId).Where(same => same.Count() > 1).Select(same => string.Join(", ", same)).Should().BeEmpty();
    }
}
