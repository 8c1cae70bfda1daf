using System.Text;
using AgentState.TestKit;

namespace AgentState.Tests.Connection;

/// <summary>Tests how options and environment determine the connection. No connection is opened.</summary>
public sealed class ConnectionResolverTests : IAsyncLifetime
{
    private static readonly FirestoreCredential Explicit = FirestoreCredential.FromAccessTokens(_ => new("explicit"));

    private readonly Dictionary<string, string> variables = [];
    private readonly Dictionary<string, string> files = [];
    private ScriptedTokenEndpoint issuer = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => issuer = await ScriptedTokenEndpoint.StartAsync(Token);

    public ValueTask DisposeAsync() => issuer.DisposeAsync();

    [Fact, Trait("Guarantee", "P3")]
    public async Task EmulatorHost_WithAllOtherSources_WinsWithoutCredentials()
    {
        variables["FIRESTORE_EMULATOR_HOST"] = "127.0.0.1:1";
        variables["FIREBASE_CREDENTIALS"] = issuer.ServiceAccountJson("from-key");
        variables["GOOGLE_CLOUD_QUOTA_PROJECT"] = "payer";

        var connection = Resolve(new() { EmulatorHost = "127.0.0.1:2", Credential = Explicit, ProjectId = "mine", QuotaProject = "payer" });

        connection.Address.Should().Be(new Uri("http://127.0.0.1:2"));
        (await connection.Tokens.GetAsync(Token)).Value.Should().Be("owner");
        connection.QuotaProject.Should().BeNull();
        connection.Root.ProjectId.Should().Be("mine");
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task Credential_WithEmulatorVariable_Wins()
    {
        variables["FIRESTORE_EMULATOR_HOST"] = "127.0.0.1:1";

        var connection = Resolve(new() { Credential = Explicit, ProjectId = "mine" });

        connection.Address.Should().Be(FirestoreConnection.PublicEndpoint);
        (await connection.Tokens.GetAsync(Token)).Value.Should().Be("explicit");
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task Endpoint_WithEmulatorVariable_WinsWithEnvironmentCredentials()
    {
        variables["FIRESTORE_EMULATOR_HOST"] = "127.0.0.1:1";
        variables["FIREBASE_CREDENTIALS"] = issuer.ServiceAccountJson("from-key");

        var connection = Resolve(new() { Endpoint = new Uri("https://firestore.example.internal") });

        connection.Address.Should().Be(new Uri("https://firestore.example.internal"));
        connection.Root.ProjectId.Should().Be("from-key");
        (await connection.Tokens.GetAsync(Token)).Value.Should().Be("token-1");
    }

    [Fact, Trait("Guarantee", "P3")]
    public async Task EmulatorVariable_WithCredentials_WinsWithoutThem()
    {
        variables["FIRESTORE_EMULATOR_HOST"] = "localhost:8080";
        variables["FIREBASE_CREDENTIALS"] = issuer.ServiceAccountJson("from-key");

        var connection = Resolve(new());

        connection.Address.Should().Be(new Uri("http://localhost:8080"));
        (await connection.Tokens.GetAsync(Token)).Value.Should().Be("owner");
        connection.Root.ProjectId.Should().Be("demo-agentstate", "an emulator ignores the project of the key");
        issuer.Requests.Should().Be(0);
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("text")]
    [InlineData("base64")]
    [InlineData("wrapped base64")]
    [InlineData("path")]
    public async Task FirebaseCredentials_InAnyForm_AreUsedWithTheirProject(string form)
    {
        var json = issuer.ServiceAccountJson("from-key");
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
        files["keys/agent.json"] = json;
        variables["FIREBASE_CREDENTIALS"] = form switch
        {
            "text" => $"\n{json}",
            "base64" => base64,
            "wrapped base64" => string.Join('\n', base64.Chunk(76).Select(line => new string(line))),
            _ => "keys/agent.json",
        };
        variables["GOOGLE_CLOUD_PROJECT"] = "from-environment";

        var connection = Resolve(new());

        connection.Address.Should().Be(FirestoreConnection.PublicEndpoint);
        connection.Root.ProjectId.Should().Be("from-key");
        (await connection.Tokens.GetAsync(Token)).Value.Should().Be("token-1");
    }

    [Fact, Trait("Guarantee", "P3")]
    public void FirebaseCredentials_WithProjectIdOption_OptionWins()
    {
        variables["FIREBASE_CREDENTIALS"] = issuer.ServiceAccountJson("from-key");

        Resolve(new() { ProjectId = "mine" }).Root.ProjectId.Should().Be("mine");
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("no/such/file.json")]
    [InlineData("{ \"type\": \"service_account\", \"private_key\": \"sesame\" }")]
    [InlineData("{ sesame")]
    [InlineData("{\"type\":\"authorized_user\",\"client_secret\":\"sesame\"}")]
    [InlineData(
        "{\"type\":\"service_account\",\"client_email\":\"a@b\"," +
        "\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nsesame\\n-----END PRIVATE KEY-----\"}")]
    public void FirebaseCredentials_Unusable_ThrowsWithoutQuotingThem(string value)
    {
        variables["FIREBASE_CREDENTIALS"] = value;
        variables["GOOGLE_CLOUD_PROJECT"] = "from-environment";

        var resolve = () => Resolve(new());

        var error = resolve.Should().Throw<InvalidOperationException>().Which;
        error.Message.Should().StartWith("FIREBASE_CREDENTIALS is set, but");
        error.ToString().Should().NotContain("sesame").And.NotContain("no/such/file");
    }

    [Fact, Trait("Guarantee", "P3")]
    public void GoogleCloudProject_Alone_UsesApplicationDefaultCredentials()
    {
        variables["GOOGLE_CLOUD_PROJECT"] = "from-environment";
        variables["GOOGLE_CLOUD_QUOTA_PROJECT"] = "payer";

        var connection = Resolve(new() { DatabaseId = "other", ParentPath = "envs/staging", CallTimeout = TimeSpan.FromSeconds(3) });

        connection.Tokens.Should().BeOfType<GoogleTokens>();
        connection.Root.Should().Be(new DatabaseRoot("from-environment", "other", "envs/staging"));
        connection.QuotaProject.Should().Be("payer");
        connection.CallTimeout.Should().Be(TimeSpan.FromSeconds(3));
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData(null)]
    [InlineData("mine")]
    public void Resolve_WithoutConnection_ThrowsWithTheListOfSources(string? projectId)
    {
        variables["FIRESTORE_EMULATOR_HOST"] = "";

        var resolve = () => Resolve(new() { ProjectId = projectId });

        resolve.Should().Throw<InvalidOperationException>().Which.Message.Should()
            .Contain("EmulatorHost").And.Contain("Endpoint").And.Contain("Credential").And.Contain("FIRESTORE_EMULATOR_HOST")
            .And.Contain("FIREBASE_CREDENTIALS").And.Contain("GOOGLE_CLOUD_PROJECT").And.Contain("GCLOUD_PROJECT");
    }

    [Fact, Trait("Guarantee", "P3")]
    public void Credential_WithoutProject_ThrowsWithTheCure()
    {
        var resolve = () => Resolve(new() { Credential = Explicit });

        resolve.Should().Throw<InvalidOperationException>().WithMessage("*Set ProjectId*GOOGLE_CLOUD_PROJECT*");
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("http://localhost:8080", "host:port")]
    [InlineData("::1:9101", "'[::1]:9101'")]
    [InlineData("127.0.0.1:8080\n", "host:port")]
    public void EmulatorVariable_InvalidAddress_ThrowsWithTheCure(string value, string cure)
    {
        variables["FIRESTORE_EMULATOR_HOST"] = value;

        var resolve = () => Resolve(new());

        resolve.Should().Throw<InvalidOperationException>().Which.Message
            .Should().StartWith($"FIRESTORE_EMULATOR_HOST ('{value}')").And.Contain(cure);
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("0.0.0.0:9101", "http://127.0.0.1:9101")]
    [InlineData("0:9101", "http://127.0.0.1:9101")]
    [InlineData("[::]:9101", "http://[::1]:9101")]
    [InlineData("[0:0:0:0:0:0:0:0]:9101", "http://[::1]:9101")]
    [InlineData("[::ffff:0.0.0.0]:9101", "http://127.0.0.1:9101")]
    [InlineData("127.0.0.2:9101", "http://127.0.0.2:9101")]
    [InlineData("[::2]:9101", "http://[::2]:9101")]
    [InlineData("emulator:80", "http://emulator:80")]
    public void Emulator_OnAllAddresses_BecomesLoopback(string host, string address)
    {
        variables["FIRESTORE_EMULATOR_HOST"] = host;

        Resolve(new()).Address.Should().Be(new Uri(address));
        Resolve(new() { EmulatorHost = host }).Address.Should().Be(new Uri(address));
    }

    [Fact, Trait("Guarantee", "P3")]
    public void Emulator_WithCredentials_ListsTheUnusedOnes()
    {
        variables["FIRESTORE_EMULATOR_HOST"] = "localhost:8080";

        Resolve(new()).UnusedCredentials.Should().BeEmpty();

        variables["FIREBASE_CREDENTIALS"] = "not read";
        variables["GOOGLE_APPLICATION_CREDENTIALS"] = "key.json";
        Resolve(new()).UnusedCredentials.Should().Equal("FIREBASE_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS");
        Resolve(new() { EmulatorHost = "localhost:8080", Credential = Explicit }).UnusedCredentials
            .Should().Equal("the option Credential", "FIREBASE_CREDENTIALS", "GOOGLE_APPLICATION_CREDENTIALS");
        Resolve(new() { Credential = Explicit, ProjectId = "mine" }).UnusedCredentials.Should().BeEmpty("the credentials are used");
    }

    [Fact, Trait("Guarantee", "P3")]
    public void GCloudProject_WithGoogleCloudProject_IsTheFallback()
    {
        variables["GCLOUD_PROJECT"] = "from-firebase";
        Resolve(new()).Tokens.Should().BeOfType<GoogleTokens>();
        Resolve(new()).Root.ProjectId.Should().Be("from-firebase");
        Resolve(new() { Credential = Explicit }).Root.ProjectId.Should().Be("from-firebase");
        Resolve(new() { EmulatorHost = "localhost:8080" }).Root.ProjectId.Should().Be("from-firebase");

        variables["GOOGLE_CLOUD_PROJECT"] = "from-google";
        Resolve(new()).Root.ProjectId.Should().Be("from-google");
        Resolve(new() { ProjectId = "mine" }).Root.ProjectId.Should().Be("mine");
    }

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("GOOGLE_CLOUD_PROJECT", "My Project")]
    [InlineData("GOOGLE_CLOUD_PROJECT", "my-project\n")]
    [InlineData("GCLOUD_PROJECT", "123456")]
    [InlineData("GCLOUD_PROJECT", " ")]
    [InlineData("GOOGLE_CLOUD_QUOTA_PROJECT", "a/b")]
    public void EnvironmentId_Invalid_ThrowsWithItsVariable(string variable, string value)
    {
        variables["FIREBASE_CREDENTIALS"] = issuer.ServiceAccountJson("from-key");
        variables[variable] = value;
        var ofQuota = variable.Contains("QUOTA", StringComparison.Ordinal);

        var resolve = () => Resolve(new() { Credential = Explicit, ProjectId = ofQuota ? "mine" : null });
        var onEmulator = () => Resolve(new() { EmulatorHost = "localhost:8080" });

        resolve.Should().Throw<InvalidOperationException>().Which.Message
            .Should().StartWith($"{variable} ('{value}')").And.Contain("my-project");
        if (!ofQuota)
        {
            onEmulator.Should().Throw<InvalidOperationException>().Which.Message.Should().StartWith($"{variable} ('{value}')");
        }
    }

    [Fact, Trait("Guarantee", "P3")]
    public void CredentialsProjectId_Invalid_Throws()
    {
        variables["FIREBASE_CREDENTIALS"] = issuer.ServiceAccountJson("My Project");

        var resolve = () => Resolve(new());

        resolve.Should().Throw<InvalidOperationException>().WithMessage("*project_id is not a valid project id*ProjectId*");
        Resolve(new() { ProjectId = "mine" }).Root.ProjectId.Should().Be("mine");
    }

    private FirestoreConnection Resolve(ConnectionSettings settings) =>
        ConnectionResolver.Resolve(settings, variables.GetValueOrDefault, files.GetValueOrDefault);
}
