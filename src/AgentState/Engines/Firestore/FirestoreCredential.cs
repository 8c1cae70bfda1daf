using AgentState.Internal.Engines.Firestore;
using Google.Apis.Auth.OAuth2;

namespace AgentState;

/// <summary>The account that the library uses to call Firestore.</summary>
/// <remarks>It is never sent to an emulator. It exposes none of its secrets.</remarks>
public sealed class FirestoreCredential
{
    private readonly Func<TimeSpan, ITokenSource> tokens;

    private FirestoreCredential(Func<TimeSpan, ITokenSource> tokens, string? projectId = null)
    {
        this.tokens = tokens;
        ProjectId = projectId;
    }

    /// <summary>Gets Google's application default credentials of this host.</summary>
    /// <remarks>
    /// They are the account of a Cloud Run service or a virtual machine, a developer's <c>gcloud auth application-default login</c>, or the
    /// file that GOOGLE_APPLICATION_CREDENTIALS names. The first call to Firestore loads them. If none are found, that call fails with
    /// <see cref="StatePermissionException"/>, and the next call tries again.
    /// </remarks>
    public static FirestoreCredential ApplicationDefault { get; } =
        new(timeout => new GoogleTokens(() => GoogleCredential.GetApplicationDefaultAsync(), timeout));

    internal string? ProjectId { get; }

    /// <summary>Creates credentials from a service account's key file, as downloaded from the Google Cloud console.</summary>
    /// <param name="json">
    /// The content of the key file. Quotes and a byte order mark around it are removed. The private key may be in PKCS #8 or PKCS #1, with
    /// any line ends, escaped any number of times.
    /// </param>
    /// <remarks>The project of the key is used unless the options set <c>ProjectId</c>.</remarks>
    /// <exception cref="FormatException">
    /// The text is not a service account's key. The message names the cause and never quotes the text.
    /// </exception>
    public static FirestoreCredential FromServiceAccount(string json)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(json);

        var key = ServiceAccountKey.Parse(json);
        return new FirestoreCredential(key.Tokens, key.ProjectId);
    }

    /// <summary>Creates credentials from access tokens that the application obtains itself.</summary>
    /// <param name="getToken">
    /// Returns an OAuth 2.0 access token for the scope <c>https://www.googleapis.com/auth/datastore</c>. It runs before every call, on
    /// several threads at a time, so it should cache its token until that expires. The call timeout does not limit it.
    /// </param>
    /// <remarks>
    /// If <paramref name="getToken"/> throws, the call fails. Network errors, timeouts and cancellations become
    /// <see cref="StateUnavailableException"/>. An <see cref="AgentStateException"/> is passed on. Every other exception becomes
    /// <see cref="StatePermissionException"/>.
    /// </remarks>
    public static FirestoreCredential FromAccessTokens(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);

        return new FirestoreCredential(_ => new DelegatedTokens(getToken));
    }

    /// <summary>Creates the source of the tokens.</summary>
    /// <param name="timeout">How long a call waits for a token of Google's library. <see cref="FromAccessTokens"/> ignores it.</param>
    internal ITokenSource Tokens(TimeSpan timeout) => tokens(timeout);
}
