using AgentState.Internal.Data;
using AgentState.Internal.DependencyInjection;
using AgentState.Internal.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AgentState;

/// <summary>Registers the SQLite engine.</summary>
public static class AgentStateSqliteExtensions
{
    // Documents are stored without their project, so that its name does not matter.
    private const string DefaultProject = "sqlite";

    /// <summary>
    /// Keeps the state in one SQLite file instead of Firestore: durable, without a server, for several processes of one machine.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The engine behaves as Firestore does. The file is created if it does not exist, readable by its owner only; its folder must exist
    /// and be on a local disk. SQLite keeps two more files beside it (<c>-wal</c> and <c>-shm</c>). A process that listens also has
    /// a socket there (<c>.sock</c>).
    /// </para>
    /// <para>Safe to call twice; the last path wins.</para>
    /// </remarks>
    /// <param name="builder">The registration.</param>
    /// <param name="path">The path of the file; a relative path begins at the current directory.</param>
    /// <param name="configure">Sets the options; null = the defaults.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static AgentStateBuilder UseSqlite(this AgentStateBuilder builder, string path, Action<SqliteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        var full = Path.GetFullPath(path);
        builder.Services.AddOptions<SqliteOptions>(builder.ServiceKey)
            .Configure(options => configure?.Invoke(options))
            .Validate(
                static options => options.LockTimeout > TimeSpan.Zero && options.LockTimeout <= TimeSpan.FromHours(1),
                "SqliteOptions.LockTimeout must be more than 0 and at most 1 hour.")
            .Validate(static options => Enum.IsDefined(options.Durability), "SqliteOptions.Durability must be ProcessCrash or PowerLoss.")
            .ValidateOnStart();
        var key = builder.ServiceKey;
        builder.Services.Configure<EngineOptions>(key, engine => engine.Create = (provider, options) => new SqliteDocumentStore(
            new DatabaseRoot(options.ProjectId ?? DefaultProject, options.DatabaseId, options.ParentPath),
            full,
            provider.GetRequiredService<IOptionsMonitor<SqliteOptions>>().Get(key),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return builder;
    }
}
