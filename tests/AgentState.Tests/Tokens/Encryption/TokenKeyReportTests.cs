namespace AgentState.Tests;

public sealed class TokenKeyReportTests
{
    [Fact]
    public void ToString_OfAReport_HasTheNumberForEachKey()
    {
        var report = new TokenKeyReport
        {
            WritingKeyId = "new",
            Documents = 3,
            Plaintext = 0,
            Unreadable = 1,
            ByKeyId = new SortedDictionary<string, int> { ["new"] = 2, ["old"] = 1 },
        };

        report.ToString().Should().Be(
            "TokenKeyReport { WritingKeyId = new, Documents = 3, Reencrypted = 0, Plaintext = 0, Unreadable = 1, " +
            "ByKeyId = [new: 2, old: 1] }");
    }
}
