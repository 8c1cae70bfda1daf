namespace QuickStart;

/// <summary>The work could not be done.</summary>
internal sealed class GitHubWorkException(string message) : Exception(message);
