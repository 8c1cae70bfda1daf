using AgentState;
using Microsoft.Extensions.DependencyInjection;

namespace MoveState;

/// <summary>A database on the command line.</summary>
/// <param name="Text"><c>memory</c>, <c>firestore</c>, <c>firestore:PROJECT</c>, or the path of a SQLite file.</param>
internal sealed record Place(string Text)
{
    private const string Firestore = "firestore";
    private const string ProjectStart = Firestore + ":";

    public bool IsMemory => Text == "memory";

    public bool IsFile => !IsMemory && !IsFirestore;

    private bool IsFirestore => Text == Firestore || Text.StartsWith(ProjectStart, StringComparison.Ordinal);

    /// <summary>Registers the database; the environment or the text names the project of Firestore.</summary>
    /// <param name="parentPath">The document under which the collections are stored; null for the root.</param>
    public ServiceProvider Open(string? parentPath)
    {
        var services = new ServiceCollection();
        var agentState = services.AddAgentState(options =>
        {
            options.ParentPath = parentPath;
            options.ProjectId = IsFirestore && Text.Length > ProjectStart.Length ? Text[ProjectStart.Length..] : null;
        });
        if (IsMemory)
        {
            agentState.UseEmbedded();
        }
        else if (IsFile)
        {
            agentState.UseSqlite(Text);
        }

        return services.BuildServiceProvider();
    }
}
