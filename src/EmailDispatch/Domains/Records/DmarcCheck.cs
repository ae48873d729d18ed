using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Domains.Records;

/// <summary>Checks the DMARC record of a domain, or that of a parent domain if it has none (RFC 9989 section 4.10).</summary>
internal sealed class DmarcCheck(IDnsReader dns)
{
    // RFC 9989 section 4.10: at most eight lookups; for a longer name the walk skips to seven labels.
    private const int MaxLookups = 8;

    public async Task<DmarcRecord> CheckAsync(string domain, CancellationToken cancellationToken)
    {
        var host = $"_dmarc.{domain}";
        var answer = await dns.ReadAsync(host, DnsType.Txt, cancellationToken);
        var record = answer.Outcome switch
        {
            DnsOutcome.Unknown => new DmarcRecord(Verdict.Unknown(answer.Fault!)),
            DnsOutcome.Found when await Placement.FindAliasBesideAsync(dns, host, answer, cancellationToken) is { } wrong => new DmarcRecord(wrong),
            _ => Judge(host, answer) ?? await FindAboveAsync(domain, cancellationToken) ?? new DmarcRecord(
                await Placement.ExplainMissingAsync(dns, host, domain, "DMARC record", DmarcRecord.IsMeant, cancellationToken)),
        };
        return record with { Verdict = record.Verdict with { CachedFor = answer.TimeToLive } };
    }

    private static DmarcRecord? Judge(string host, DnsAnswer answer)
    {
        var meant = answer.Texts.Where(DmarcRecord.IsMeant).ToList();
        if (meant.Count > 1)
            return new DmarcRecord(Verdict.Wrong($"{host} has {meant.Count} DMARC records, so receivers ignore them all; keep one (RFC 9989 section 4.10)."));
        if (meant.Count == 0)
            return null;

        var record = DmarcRecord.Parse(meant[0]);
        return record.Verdict.Problem is { } problem ? record with { Verdict = record.Verdict with { Problem = $"The record of {host} {problem}." } } : record;
    }

    private async Task<DmarcRecord?> FindAboveAsync(string domain, CancellationToken cancellationToken)
    {
        var labels = domain.Split('.');
        var parents = Enumerable.Range(1, labels.Length - 1).Select(skipped => labels[skipped..]).Where(rest => rest.Length < MaxLookups).Select(rest => string.Join('.', rest));
        foreach (var parent in parents)
        {
            var answer = await dns.ReadAsync($"_dmarc.{parent}", DnsType.Txt, cancellationToken);
            if (answer.Texts.Where(DmarcRecord.IsMeant).ToList() is [var text] && DmarcRecord.Parse(text) is { Policy: not null } record)
                return record.IsPublicSuffix ? null : record with { Verdict = new Verdict(VerdictKind.Right, $"{domain} has no DMARC record of its own, so that of {parent} applies.") };
        }

        return null;
    }
}
