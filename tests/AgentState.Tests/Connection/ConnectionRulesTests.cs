namespace AgentState.Tests.Connection;

public sealed class ConnectionRulesTests
{
    private static readonly ConnectionSettings Good = new();

    [Fact, Trait("Guarantee", "P2")]
    public void Failures_OfDefaults_AreEmpty() => ConnectionRules.Failures(Good).Should().BeEmpty();

    [Fact, Trait("Guarantee", "P4")]
    public void Failures_OfValidSettings_AreEmpty() =>
        ConnectionRules.Failures(new()
        {
            ProjectId = "example.com:my-project-1",
            DatabaseId = "agents-eu",
            ParentPath = "envs/staging/regions/eu-1",
            EmulatorHost = "[::1]:8080",
            QuotaProject = "payer",
            CallTimeout = TimeSpan.FromMilliseconds(1),
        }).Should().BeEmpty();

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("My Project")]
    [InlineData("123456")]
    [InlineData("my-project\n")]
    [InlineData("a/b")]
    [InlineData("")]
    public void ProjectId_Invalid_IsReportedWithItsValue(string value) =>
        ConnectionRules.Failures(Good with { ProjectId = value })
            .Should().ContainSingle().Which.Should().StartWith($"ProjectId ('{value}')").And.Contain("my-project");

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("default)")]
    [InlineData("db")]
    [InlineData("1abc")]
    [InlineData("agents-eu\n")]
    [InlineData("")]
    public void DatabaseId_Invalid_IsReportedWithItsValue(string value) =>
        ConnectionRules.Failures(Good with { DatabaseId = value })
            .Should().ContainSingle().Which.Should().StartWith($"DatabaseId ('{value}')").And.Contain("(default)");

    [Theory, Trait("Guarantee", "P4")]
    [InlineData("envs", "odd")]
    [InlineData("envs/staging/tasks", "odd")]
    [InlineData("/envs/staging", "empty")]
    [InlineData("envs/staging/", "empty")]
    [InlineData("", "empty")]
    [InlineData("envs/..", "'..'")]
    [InlineData("./a", "'.'")]
    [InlineData("__envs__/a", "__envs__")]
    public void ParentPath_Invalid_IsReportedWithTheReason(string value, string reason) =>
        ConnectionRules.Failures(Good with { ParentPath = value })
            .Should().ContainSingle().Which.Should().StartWith($"ParentPath ('{value}')").And.Contain(reason).And.Contain("envs/staging");

    [Theory, Trait("Guarantee", "P4")]
    [InlineData("__", true)]
    [InlineData("____", false)]
    public void ParentPath_UnderscoresOnly_FollowsFirestoresPattern(string id, bool good) =>
        ConnectionRules.Failures(Good with { ParentPath = $"envs/{id}" }).Should().HaveCount(good ? 0 : 1);

    // Not in the test data above, because an attribute cannot hold a lone surrogate.
    [Fact, Trait("Guarantee", "P4")]
    public void ParentPath_LoneSurrogate_IsReported() =>
        ConnectionRules.Failures(Good with { ParentPath = "envs/\ud800" })
            .Should().ContainSingle().Which.Should().Contain("is not a valid Firestore id");

    [Fact, Trait("Guarantee", "P4")]
    public void ParentPath_SegmentLength_IsCountedInBytes()
    {
        var fits = new string('é', 750);

        ConnectionRules.Failures(Good with { ParentPath = $"envs/{fits}" }).Should().BeEmpty();
        ConnectionRules.Failures(Good with { ParentPath = $"envs/{fits}e" }).Should().ContainSingle();
    }

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080/")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("127.0.0.1:0")]
    [InlineData("me@host:80")]
    [InlineData("127.0.0.1:8080\n")]
    [InlineData("")]
    public void EmulatorHost_Invalid_IsReportedWithItsValue(string value) =>
        ConnectionRules.Failures(Good with { EmulatorHost = value })
            .Should().ContainSingle().Which.Should().StartWith($"EmulatorHost ('{value}')").And.Contain("127.0.0.1:8080");

    [Theory, Trait("Guarantee", "P2")]
    [InlineData("::1:9101", "[::1]:9101")]
    [InlineData("::1", "[::1]:8080")]
    [InlineData(":::9101", "[::]:9101")]
    [InlineData("fe80::1:2:8080", "[fe80::1:2]:8080")]
    [InlineData("1:2:3:4:5:6:7:8:9101", "[1:2:3:4:5:6:7:8]:9101")]
    [InlineData("::ffff:127.0.0.1:9101", "[::ffff:127.0.0.1]:9101")]
    public void EmulatorHost_IPv6WithoutBrackets_SuggestsBrackets(string value, string cure) =>
        ConnectionRules.Failures(Good with { EmulatorHost = value })
            .Should().ContainSingle().Which
            .Should().StartWith($"EmulatorHost ('{value}')").And.Contain("brackets").And.Contain($"'{cure}'");

    [Theory, Trait("Guarantee", "P3")]
    [InlineData("http://firestore.example.internal", "not encrypted")]
    [InlineData("http://127.0.0.1:8080", "not encrypted")]
    [InlineData("ftp://firestore.googleapis.com", "not a valid service address")]
    [InlineData("https://firestore.googleapis.com/v1", "not a valid service address")]
    public void Endpoint_Invalid_IsReportedWithTheReason(string value, string reason) =>
        ConnectionRules.Failures(Good with { Endpoint = new Uri(value) })
            .Should().ContainSingle().Which.Should().StartWith("Endpoint (").And.Contain(reason);

    [Fact, Trait("Guarantee", "P3")]
    public void Endpoint_UnencryptedWithCredential_IsReported() =>
        ConnectionRules.Failures(Good with
        {
            Endpoint = new Uri("http://firestore.example.internal"),
            Credential = FirestoreCredential.FromAccessTokens(_ => new("x")),
        }).Should().ContainSingle().Which.Should().Contain("not encrypted");

    [Fact, Trait("Guarantee", "P3")]
    public void Endpoint_WithEmulatorHost_IsReported() =>
        ConnectionRules.Failures(Good with { Endpoint = new Uri("https://firestore.googleapis.com"), EmulatorHost = "localhost:8080" })
            .Should().ContainSingle().Which.Should().Contain("both set");

    [Theory, Trait("Guarantee", "P2")]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3601)]
    public void CallTimeout_OutOfRange_IsReported(int seconds) =>
        ConnectionRules.Failures(Good with { CallTimeout = TimeSpan.FromSeconds(seconds) })
            .Should().ContainSingle().Which.Should().StartWith("CallTimeout (");

    [Fact, Trait("Guarantee", "P2")]
    public void Failures_OfSeveralInvalidSettings_ListAll() =>
        ConnectionRules.Failures(new() { ProjectId = "A", DatabaseId = "B", ParentPath = "c", QuotaProject = "D" }).Should().HaveCount(4);
}
