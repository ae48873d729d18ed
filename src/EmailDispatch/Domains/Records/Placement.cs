using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Domains.Records;

/// <summary>Detects records that are published in the wrong place.</summary>
internal static class Placement
{
    /// <summary>Checks a common reason for a missing record: many DNS consoles append the domain, so a full name ends up with the domain twice.</summary>
    public static async Task<Verdict> ExplainMissingAsync(IDnsReader dns, string host, string domain, string what, Func<string, bool> isIt, CancellationToken cancellationToken)
    {
        var doubled = $"{host}.{domain}";
        var answer = await dns.ReadAsync(doubled, DnsType.Txt, cancellationToken);
        var isThere = (answer.Outcome == DnsOutcome.Found && answer.Texts.Any(isIt)) || (answer.IsEmpty && answer.Aliases.Count > 0);
        return isThere ? Doubled(host, doubled, domain) : Verdict.Missing($"{host} has no {what}.");
    }

    public static Verdict Doubled(string host, string doubled, string domain) =>
        Verdict.Wrong($"The record is at {doubled}, with the domain twice; enter {(host == domain ? "@" : host[..^(domain.Length + 1)])} as its name, because the DNS console adds {domain}.");

    /// <summary>A name with a CNAME cannot have other records (RFC 1034 section 3.6.2): which of them a receiver sees is a matter of chance.</summary>
    public static async Task<Verdict?> FindAliasBesideAsync(IDnsReader dns, string host, DnsAnswer answer, CancellationToken cancellationToken)
    {
        var isBeside = answer.HasRecordsBesideAlias
            || (answer.Aliases.Count == 0 && (await dns.ReadAsync(host, DnsType.Cname, cancellationToken)).Outcome == DnsOutcome.Found);
        return isBeside ? Verdict.Wrong($"{host} has a CNAME and a TXT record, but a name with a CNAME cannot have other records; remove the one that is not needed (RFC 1034 section 3.6.2).") : null;
    }
}
