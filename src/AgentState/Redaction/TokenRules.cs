using System.Text.RegularExpressions;

namespace AgentState.Internal.Redaction;

/// <summary>The rules for tokens of well-known services, which are recognized by their prefixes.</summary>
internal static class TokenRules
{
    private const string Alnum = "0123456789abcdefABCDEF";
    private const string Hex = "0123456789abcdef";
    private const string Upper = "ABCDEFGHIJKLMNOP";

    // The token must not be the beginning of a longer word.
    private const string End = "(?![A-Za-z0-9])";

    /// <summary>The rules, one per row: service, prefixes, expression of the rest, rest of an example, and counterexample.</summary>
    public static IReadOnlyList<RedactionRule> All { get; } =
    [
        new(
            "Telegram bot",
            [":A"],
            $"(?<=(?<![0-9:])(?<from>[0-9]{{6,12}})):A[A-Za-z0-9_-]{{34}}{End}",
            "123456789:A" + "AHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1",
            "arn:aws:sns:eu-west-1:123456789012:Alarm-topic-of-the-agents-in-ireland") { BeginsAnywhere = true },
        Of("GitHub", "ghp_ gho_ ghr_ ghs_ ghu_", "[A-Za-z0-9_.-]{19,1024}[A-Za-z0-9_-]", Long(Alnum, 36), "ghp_short"),
        Of("GitHub, fine-grained", "github_pat_", "[A-Za-z0-9_]{20,255}", Long(Alnum, 82), "github_pat_"),
        Of("GitHub, older installations", "v1.", $"[0-9a-f]{{40}}{End}", Long(Hex, 40), "v1.2.3"),
        Of(
            "GitLab",
            "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- glsoat- gloas- glffct- glwt-",
            "[A-Za-z0-9_.=-]{16,320}",
            Long(Alnum, 20),
            "glpat-short"),
        Of("GitLab runner registration", "GR1348941", "[A-Za-z0-9_-]{20,64}", Long(Alnum, 20), "GR1348941"),
        Of(
            "JSON web token",
            "eyJ",
            @"[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{8,2048}",
            "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0In0." + Long(Alnum, 43),
            "eyJhbGciOiJIUzI1NiJ9"),
        Of(
            "JSON web encryption",
            "eyJ",
            @"[A-Za-z0-9_-]{8,4096}(?:\.[A-Za-z0-9_-]{0,8192}){4}",
            "hbGciOiJkaXIifQ.." + Long(Alnum, 16) + "." + Long(Alnum, 32) + "." + Long(Alnum, 22),
            "eyJhbGciOiJkaXIifQ..a"),
        Of("Google API key", "AIza", $"[A-Za-z0-9_-]{{35}}{End}", Long(Alnum, 35), "AIzaShort"),
        Of("Google access token", "ya29.", "[A-Za-z0-9_.-]{20,2048}", Long(Alnum, 60), "ya29.short"),
        Of("Google refresh token", "1//0", "[A-Za-z0-9_-]{20,512}", Long(Alnum, 60), "1//0 comment"),
        Of("Google client secret", "GOCSPX-", "[A-Za-z0-9_-]{20,64}", Long(Alnum, 28), "GOCSPX-short"),
        Of(
            "OpenAI",
            "sk-proj- sk-svcacct- sk-admin- sk-None-",
            "(?=[A-Za-z_-]{0,64}[0-9])[A-Za-z0-9_-]{20,512}",
            Long(Alnum, 60),
            "sk-project-of-many-words-in-a-row"),
        Of(
            "OpenAI and others, older",
            "sk-",
            $"(?=[a-zA-Z]{{0,63}}[0-9])[A-Za-z0-9]{{20,128}}{End}",
            Long(Alnum, 48),
            "sk-processing-5d8f7c9b6d-x2x4z"),
        Of("Anthropic", "sk-ant-", "[A-Za-z0-9_-]{16,512}", "api03-" + Long(Alnum, 60), "sk-ant-eater"),
        Of(
            "OpenRouter, Langfuse",
            "sk-or- sk-lf-",
            "(?=[a-z-]{0,20}[0-9])[A-Za-z0-9-]{20,128}",
            "v1-" + Long(Hex, 64),
            "sk-or-whatever-it-is-that-you-want"),
        Of("Groq", "gsk_", "[A-Za-z0-9]{40,128}", Long(Alnum, 52), "gsk_short"),
        Of("xAI", "xai-", "[A-Za-z0-9]{40,128}", Long(Alnum, 80), "xai-documentation"),
        Of("Perplexity", "pplx-", "[A-Za-z0-9]{32,128}", Long(Alnum, 48), "pplx-70b-online"),
        Of("Replicate", "r8_", $"[A-Za-z0-9]{{37}}{End}", Long(Alnum, 37), "r8_short"),
        Of("Hugging Face", "hf_ api_org_", $"[A-Za-z0-9]{{30,64}}{End}", Long(Alnum, 34), "hf_hub_download"),
        Of("Fireworks", "fw_", $"(?=[A-Za-z]{{0,23}}[0-9])[A-Za-z0-9]{{22,32}}{End}", Long(Alnum, 24), "fw_version"),
        Of("Cerebras", "csk-", "[a-z0-9]{40,64}", Long(Hex, 48), "csk-short"),
        Of("NVIDIA", "nvapi-", "[A-Za-z0-9_-]{40,128}", Long(Alnum, 64), "nvapi-docs"),
        Of("Together", "tgp_v1_", "[A-Za-z0-9_-]{30,128}", Long(Alnum, 43), "tgp_v1_x"),
        Of("ElevenLabs", "sk_", $"[0-9a-f]{{48}}{End}", Long(Hex, 48), "sk_short"),
        Of("Tavily", "tvly-", "[A-Za-z0-9-]{20,64}", Long(Alnum, 32), "tvly-docs"),
        Of("Jina", "jina_", "[A-Za-z0-9_-]{40,128}", Long(Alnum, 60), "jina_embeddings"),
        Of("Pinecone", "pcsk_", "[A-Za-z0-9_]{30,128}", Long(Alnum, 60), "pcsk_x"),
        Of("LangSmith", "lsv2_pt_ lsv2_sk_", "[0-9a-f]{32}_[0-9a-f]{10}", Long(Hex, 32) + "_" + Long(Hex, 10), "lsv2_pt_x"),
        Of("Databricks", "dapi", $"[0-9a-f]{{32}}(?:-[0-9])?{End}", Long(Hex, 32), "dapi and more"),
        Of(
            "Slack",
            "xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- xoxp- xoxr- xoxs- xoxe.xox xapp- xwfp-",
            "[A-Za-z0-9%/+=_-]{10,512}",
            "123456789012-" + Long(Alnum, 24),
            "xoxb-short"),
        Of(
            "Slack webhook",
            "hooks.slack.com/",
            @"(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,128}",
            "services/T00000000/B00000000/" + Long(Alnum, 24),
            "hooks.slack.com/services/"),
        Of(
            "Discord webhook",
            "discord.com/api/webhooks/ discordapp.com/api/webhooks/",
            "[0-9]{16,22}/[A-Za-z0-9_-]{40,128}",
            "123456789012345678/" + Long(Alnum, 68),
            "discord.com/api/webhooks/"),
        Of("AWS key", "AKIA ASIA ABIA ACCA", "[A-Z0-9]{16}(?![A-Za-z0-9])", Upper, "AKIA"),
        Of("AWS Bedrock", "ABSK bedrock-api-key-", "[A-Za-z0-9+/=]{40,512}", Long(Alnum, 120), "bedrock-api-key-name"),
        Of(
            "Stripe",
            "sk_live_ sk_test_ rk_live_ rk_test_ whsec_ sk_prod_ rk_prod_",
            "[A-Za-z0-9+/=]{10,256}",
            Long(Alnum, 24),
            "pk_live_" + Long(Alnum, 24)),
        Of("npm", "npm_", $"[A-Za-z0-9]{{36}}{End}", Long(Alnum, 36), "npm_config_registry"),
        Of("PyPI", "pypi-", "[A-Za-z0-9_-]{50,512}", "AgEIcHlwaS5vcmc" + Long(Alnum, 60), "pypi-server"),
        Of("NuGet", "oy2", $"[a-z0-9]{{43}}{End}", Long("0123456789abcdefghijk", 43), "oy2"),
        Of("RubyGems", "rubygems_", "[a-f0-9]{48}", Long(Hex, 48), "rubygems_version"),
        Of("Docker", "dckr_pat_ dckr_oat_", "[A-Za-z0-9_-]{20,64}", Long(Alnum, 27), "dckr_pat_x"),
        Of("SendGrid", "SG.", @"[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,64}", Long(Alnum, 22) + "." + Long(Alnum, 43), "SG.1"),
        Of("Sendinblue", "xkeysib- xsmtpsib-", "[a-f0-9]{64}-[A-Za-z0-9]{16}", Long(Hex, 64) + "-" + Long(Alnum, 16), "xkeysib-x"),
        Of("Twilio", "SK", $"[a-f0-9]{{32}}{End}", Long(Hex, 32), "SKU 7"),
        Of("HashiCorp Vault", "hvs. hvb. hvr.", "[A-Za-z0-9_-]{20,512}", Long(Alnum, 90), "hvs.short"),
        Of(
            "HashiCorp Vault, older",
            "s.",
            $"(?=[a-z]{{0,23}}[A-Z0-9])(?=[A-Za-z]{{0,23}}[0-9])[A-Za-z0-9]{{24}}(?![A-Za-z0-9.(])",
            Long(Alnum, 24),
            "s.ToString()"),
        Of("HashiCorp Terraform", "atlasv1.", "[A-Za-z0-9_=-]{50,80}", Long(Alnum, 64), "atlasv1.x"),
        Of("DigitalOcean", "dop_v1_ doo_v1_ dor_v1_", "[a-f0-9]{64}", Long(Hex, 64), "dop_v1_x"),
        Of("Cloudflare origin", "v1.0-", "[a-f0-9]{24}-[a-f0-9]{146}", Long(Hex, 24) + "-" + Long(Hex, 146), "v1.0-beta"),
        Of("Azure", "7Q~ 8Q~", "[A-Za-z0-9_.~-]{31,34}", Long(Alnum, 34), "8Q~x") with { BeginsAnywhere = true },
        Of("Supabase", "sbp_ sb_secret_", "[A-Za-z0-9_]{30,64}", Long(Hex, 40), "sbp_x"),
        Of("Shopify", "shpat_ shpca_ shppa_ shpss_", "[a-fA-F0-9]{32}", Long(Hex, 32), "shpat_x"),
        Of("Grafana", "glc_ glsa_", "[A-Za-z0-9+/=_]{32,400}", Long(Alnum, 41), "glc_x"),
        Of("Sentry", "sntrys_ sntryu_", "[A-Za-z0-9+/=_]{40,512}", Long(Alnum, 64), "sntryu_x"),
        Of("Linear", "lin_api_ lin_oauth_", "[A-Za-z0-9]{32,64}", Long(Alnum, 40), "lin_api_x"),
        Of("Notion", "ntn_ secret_", $"(?=[A-Za-z]{{0,42}}[0-9])[A-Za-z0-9]{{43,50}}{End}", Long(Alnum, 43), "secret_scanning"),
        Of("Figma", "figd_", "[A-Za-z0-9_-]{40,64}", Long(Alnum, 43), "figd_x"),
        Of("Atlassian", "ATATT3 ATCTT3 ATBB", "[A-Za-z0-9_=-]{24,256}", Long(Alnum, 180), "ATBB"),
        Of("Airtable", "pat", @"[A-Za-z0-9]{14}\.[a-f0-9]{64}", Long(Alnum, 14) + "." + Long(Hex, 64), "path.of.it"),
        Of("New Relic", "NRAK- NRII- NRJS-", "[A-Za-z0-9_-]{19,64}", Long(Alnum, 27), "NRAK-x"),
        Of("Postman", "PMAK-", "[a-f0-9]{24}-[a-f0-9]{34}", Long(Hex, 24) + "-" + Long(Hex, 34), "PMAK-x"),
        Of("Square", "sq0atp- sq0csp-", "[A-Za-z0-9_-]{22,64}", Long(Alnum, 43), "sq0atp-x"),
        Of("PlanetScale", "pscale_tkn_ pscale_pw_ pscale_oauth_", "[A-Za-z0-9=._-]{32,64}", Long(Alnum, 43), "pscale_pw_x"),
        Of("Tailscale", "tskey-", "[A-Za-z0-9-]{20,80}", "auth-" + Long(Alnum, 30), "tskey-x"),
        Of("Doppler", "dp.pt. dp.st. dp.ct. dp.sa.", "[A-Za-z0-9._]{40,80}", Long(Alnum, 43), "dp.pt.x"),
        Of("Fly.io", "fm1_ fm2_ fo1_", "[A-Za-z0-9+/=_-]{40,1024}", Long(Alnum, 90), "fm2_x"),
        Of("Buildkite, CircleCI, Pulumi", "bkua_ CCIPAT_ pul-", "[A-Za-z0-9_]{40,80}", Long(Hex, 40), "pul-x"),
        Of("age", "AGE-SECRET-KEY-1", "[A-Z0-9]{58}", Long("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58), "AGE-SECRET-KEY-1"),
        Of("Typeform, Heroku, Netlify", "tfp_ HRKU- nfp_", "[A-Za-z0-9_.-]{36,80}", Long(Alnum, 44), "nfp_x"),
    ];

    private static RedactionRule Of(string service, string beginnings, string rest, string example, string counterexample)
    {
        var all = beginnings.Split(' ');
        return new RedactionRule(
            service, all, $"(?:{string.Join('|', all.Select(Regex.Escape))}){rest}", all[0] + example, counterexample);
    }

    // Repeats an alphabet, so that the example is obviously not a real token.
    private static string Long(string alphabet, int length) =>
        string.Concat(Enumerable.Repeat(alphabet, (length / alphabet.Length) + 1))[..length];
}
