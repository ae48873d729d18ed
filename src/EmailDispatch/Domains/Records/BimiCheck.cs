using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Domains.Records;

/// <summary>Checks the BIMI record with the domain's logo (draft-brand-indicators-for-message-identification, sections 4.2 and 4.3).</summary>
internal sealed class BimiCheck(IDnsReader dns)
{
    private const string Version = "BIMI1";

    /// <param name="host">The name of the record.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="logo">The URL that the record should have.</param>
    /// <param name="policy">The DMARC policy that applies to the domain; null if there is none.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task<Verdict> CheckAsync(string host, string domain, string logo, string? policy, CancellationToken cancellationToken)
    {
        var answer = await dns.ReadAsync(host, DnsType.Txt, cancellationToken);
        var meant = answer.Texts.Where(IsMeant).ToList();
        var verdict = answer.Outcome switch
        {
            DnsOutcome.Unknown => Verdict.Unknown(answer.Fault!),
            _ when meant.Count == 0 => await Placement.ExplainMissingAsync(dns, host, domain, "BIMI record", IsMeant, cancellationToken),
            _ when meant.Count > 1 => Verdict.Wrong($"{host} has {meant.Count} BIMI records, so receivers ignore them all; keep one."),
            _ => Judge(meant[0], host, logo, policy),
        };
        return verdict with { CachedFor = answer.TimeToLive };
    }

    private static bool IsMeant(string text) => text.Contains("v=bimi1", StringComparison.OrdinalIgnoreCase);

    private static Verdict Judge(string text, string host, string logo, string? policy)
    {
        if (!TagList.TryParse(text, out var tags, out var problem))
            return Verdict.Wrong($"The record of {host} {problem}.");
        if (tags.Names.First() != "v" || tags["v"] != Version)
            return Verdict.Wrong($"The record of {host} does not begin with v={Version}.");
        if (tags["l"] != logo)
            return Verdict.Wrong($"The record of {host} has l={ForeignText.Show(tags["l"] ?? "")}, not {logo}.");
        return policy is "quarantine" or "reject"
            ? Verdict.Right
            : new Verdict(VerdictKind.Right, "Receivers show the logo only if the DMARC policy is quarantine or reject.");
    }
}
