using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AgentState.Tests;

/// <summary>Tests redaction on the webhook payloads of the npm package <c>@octokit/webhooks-examples</c>: only secrets change.</summary>
public sealed partial class WebhookPayloadTests
{
    private const string Package = "@octokit/webhooks-examples@7.6.1";
    private const int Payloads = 726;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "L10")]
    public async Task Redact_AllGitHubPayloads_ChangesOnlySecrets()
    {
        var folder = Directory.CreateTempSubdirectory("agentstate-webhooks-").FullName;
        try
        {
            await FetchAsync(folder);
            var examples = Directory.EnumerateFiles(folder, "index.json", SearchOption.AllDirectories).SelectMany(ExamplesOf).ToList();
            var redactor = new Redactor(new RedactionOptions());
            var changed = new List<(string Path, string Before, string After)>();

            foreach (var example in examples)
            {
                var redacted = redactor.Redact(StateMap.FromJson(example.ToJsonString()));
                Compare(JsonNode.Parse(StateMap.FromJson(example.ToJsonString()).ToJson()), JsonNode.Parse(redacted.ToJson()), "", changed);
            }

            examples.Should().HaveCount(Payloads);

            // The secrets are the webhook's own, and the AWS access key in a signed link to a package.
            changed.Should().HaveCountGreaterThan(2).And.OnlyContain(change =>
                change.Path.EndsWith(".config.secret", StringComparison.Ordinal) ||
                change.After == AccessKey().Replace(change.Before, "[redacted]"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<JsonObject> ExamplesOf(string file) =>
        JsonNode.Parse(File.ReadAllText(file))!.AsArray()
            .SelectMany(static webhook => webhook!["examples"]!.AsArray()).Select(static example => example!.AsObject());

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<(string Path, string Before, string After)> changed)
    {
        switch (before, after)
        {
            case (JsonObject one, JsonObject other) when one.Count == other.Count:
                foreach (var (key, value) in one)
                {
                    Compare(value, other[key], $"{path}.{key}", changed);
                }

                break;
            case (JsonArray one, JsonArray other) when one.Count == other.Count:
                for (var i = 0; i < one.Count; i++)
                {
                    Compare(one[i], other[i], path, changed);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(before, after))
                {
                    changed.Add((path, $"{before}", $"{after}"));
                }

                break;
        }
    }

    private static async Task FetchAsync(string folder)
    {
        var start = new ProcessStartInfo("npm", ["pack", Package, "--silent"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process? npm = null;
        try
        {
            npm = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            Assert.Skip($"The payloads are fetched by npm, which cannot be started here: {error.Message}");
        }

        using (npm)
        {
            var output = Task.WhenAll(npm!.StandardOutput.ReadToEndAsync(Token), npm.StandardError.ReadToEndAsync(Token));
            try
            {
                await npm.WaitForExitAsync(Token).WaitAsync(Patience, Token);
            }
            catch (TimeoutException)
            {
                npm.Kill(entireProcessTree: true);
                Assert.Skip($"npm did not fetch {Package} within {Patience}.");
            }

            Assert.SkipUnless(npm.ExitCode == 0, $"npm could not fetch {Package}: {string.Concat(await output).Trim()}");
        }

        await using var file = File.OpenRead(Directory.EnumerateFiles(folder, "*.tgz").Single());
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(unzipped, folder, overwriteFiles: false, Token);
    }

    [GeneratedRegex("AKIA[A-Z0-9]{16}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex AccessKey();
}
