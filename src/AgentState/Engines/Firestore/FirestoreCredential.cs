using Google.Apis.Auth.OAuth2;

namespace AgentState;

/// <summary>As whom the library calls Firestore. It is never sent to an emulator. It holds secrets, and shows none of them.</summary>
public sealed class FirestoreCredential
{
    private readonly Func<TimeSpan, ITokenSource> tokens;

    private FirestoreCredential(Func<TimeSpan, ITokenSource> tokens, string? projectId = null)
    {
        this.tokens = tokens;
        ProjectId = projectId;
    }

    /// <summary>
    /// What Google's tools set up for this host: the account of a Cloud Run service or a virtual machine, a developer's
    /// <c>gcloud auth application-default login</c>, or the file that GOOGLE_APPLICATION_CREDENTIALS names. Looked for at the first call
    /// and not before; where nothing is found, that call fails with <see cref="StatePermissionException"/>.
    /// </summary>
    public static FirestoreCredential ApplicationDefault { get; } =
        new(timeout => new GoogleTokens(() => GoogleCredential.GetApplicationDefaultAsync(), timeout));

    internal string? ProjectId { get; }

    /// <summary>A service account's key, as the Google Cloud console hands it out. Its project is used where none is named by the options.</summary>
    /// <param name="json">
    /// The content of the key file. Quotes and a byte order mark around it are taken off; the private key may be in PKCS #8 or PKCS #1,
    /// with line ends of any system or escaped any number of times.
    /// </param>
    /// <exception cref="FormatException">The text is not such a key. The message names the cause and quotes nothing of it.</exception>
    public static FirestoreCredential FromServiceAccount(string json)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(json);

        var key = ServiceAccountKey.Parse(json);
        return new FirestoreCredential(key.Tokens, key.ProjectId);
    }

    /// <summary>Tokens that the application fetches itself, for any other way to log in.</summary>
    /// <param name="getToken">
    /// Gives an OAuth 2.0 access token for the scope <c>https://www.googleapis.com/auth/datastore</c>. Called before every call, from
    /// several threads at a time, so it should keep its token for as long as that is good. Where it throws, the call fails with
    /// <see cref="StateUnavailableException"/> for errors of the network, and with <see cref="StatePermissionException"/> for any other.
    /// </param>
    public static FirestoreCredential FromAccessTokens(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);

        return new FirestoreCredential(_ => new DelegatedTokens(getToken));
    }

    /// <summary>Where the tokens come from, each of which a call waits for no longer than that.</summary>
    internal ITokenSource Tokens(TimeSpan timeout) => tokens(timeout);
}
