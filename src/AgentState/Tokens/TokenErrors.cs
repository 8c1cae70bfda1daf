namespace AgentState;

/// <summary>What the vault says where a key has no token, and no way to one.</summary>
internal static class TokenErrors
{
    public static StateNotFoundException NotFound(string key) => new(
        $"{TokenDocument.Collection}/{key}",
        $"Save a grant for it by SaveGrantAsync, or register how to get one: AddTokenRefresher (one that can mint) or AddStaticToken for '{key}' or its service.");
}
