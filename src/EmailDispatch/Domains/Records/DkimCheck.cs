using EmailDispatch.Domains.Dns;
using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains.Records;

/// <summary>Checks the DKIM key of a selector: a TXT record, or a CNAME that leads to one (RFC 6376 section 3.6.2).</summary>
internal sealed class DkimCheck(IDnsReader dns)
{
    public async Task<Verdict> CheckAsync(string host, string domain, OwnKey? expected, CancellationToken cancellationToken)
    {
        var answer = await dns.ReadAsync(host, DnsType.Txt, cancellationToken);
        var verdict = answer.Outcome switch
        {
            DnsOutcome.Unknown => Verdict.Unknown(answer.Fault!),
            DnsOutcome.Missing when answer.Aliases.Count > 0 => Verdict.Wrong($"{host} is a CNAME to {answer.Aliases[^1]}, which has no key: the target is wrong, or the service has not made the key yet."),
            DnsOutcome.Missing => await Placement.ExplainMissingAsync(dns, host, domain, "DKIM key", text => text.Contains("p=", StringComparison.Ordinal), cancellationToken),
            _ => await Placement.FindAliasBesideAsync(dns, host, answer, cancellationToken) ?? JudgeTexts(host, answer.Texts, expected),
        };
        return verdict with { CachedFor = answer.TimeToLive };
    }

    private static Verdict JudgeTexts(string host, IReadOnlyList<string> texts, OwnKey? expected)
    {
        if (texts.Count > 1)
            return Verdict.Wrong($"{host} has {texts.Count} TXT records; keep only the one with the key (RFC 6376 section 3.6.2.2).");

        var verdict = DkimKey.Judge(texts[0]);
        if (verdict.Kind == VerdictKind.Right && expected is not null && !DkimKey.Has(texts[0], expected))
            return Verdict.Wrong($"The record of {host} has another key than the one to publish; enter the value that is shown here.");
        return verdict.Problem is { } problem ? verdict with { Problem = $"The record of {host} {problem}." } : verdict;
    }
}
