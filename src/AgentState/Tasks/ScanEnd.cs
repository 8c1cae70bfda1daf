namespace AgentState;

/// <summary>Why a scan of candidates has claimed none.</summary>
internal enum ScanEnd
{
    /// <summary>There was none that could be claimed.</summary>
    Nothing,

    /// <summary>Somebody else was quicker: there may be others.</summary>
    Lost,

    /// <summary>As many tasks of the type are worked on as may be.</summary>
    AtLimit,
}
