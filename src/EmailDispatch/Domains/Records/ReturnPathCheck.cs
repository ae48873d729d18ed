using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Domains.Records;

/// <summary>Checks the record that makes a name of the domain the return path of a service: a CNAME, or an MX record for bounces.</summary>
internal sealed class ReturnPathCheck(IDnsReader dns)
{
    public async Task<Verdict> CheckAsync(string host, string domain, DnsType type, string target, CancellationToken cancellationToken)
    {
        var answer = await dns.ReadAsync(host, type, cancellationToken);
        var verdict = answer.Outcome switch
        {
            DnsOutcome.Unknown => Verdict.Unknown(answer.Fault!),
            DnsOutcome.Missing => await ExplainMissingAsync(host, domain, type, target, cancellationToken),
            _ when SeenIn(answer, type).Contains(target, StringComparer.OrdinalIgnoreCase) => Verdict.Right,
            _ => Verdict.Wrong($"{host} points to {string.Join(", ", SeenIn(answer, type).Take(3))}, not to {target}."),
        };
        return verdict with { CachedFor = answer.TimeToLive };
    }

    private async Task<Verdict> ExplainMissingAsync(string host, string domain, DnsType type, string target, CancellationToken cancellationToken)
    {
        var doubled = $"{host}.{domain}";
        var answer = await dns.ReadAsync(doubled, type, cancellationToken);
        return answer.Outcome == DnsOutcome.Found && SeenIn(answer, type).Contains(target, StringComparer.OrdinalIgnoreCase)
            ? Placement.Doubled(host, doubled, domain)
            : Verdict.Missing($"{host} has no {(type == DnsType.Mx ? "MX" : "CNAME")} record.");
    }

    private static IReadOnlyList<string> SeenIn(DnsAnswer answer, DnsType type) => type == DnsType.Mx ? answer.Exchanges : answer.Aliases;
}
