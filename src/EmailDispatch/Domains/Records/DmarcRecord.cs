namespace EmailDispatch.Domains.Records;

/// <summary>A DMARC record (RFC 9989 section 4.7).</summary>
/// <param name="Verdict">The evaluation. The problem is a phrase that continues "it".</param>
/// <param name="Policy">The value of <c>p=</c>; null if it is unreadable.</param>
/// <param name="StrictSpf">Whether SPF must be aligned with exactly this domain (<c>aspf=s</c>).</param>
/// <param name="IsPublicSuffix">Whether the record belongs to a registry (<c>psd=y</c>), not to the domain's owner.</param>
internal sealed record DmarcRecord(Verdict Verdict, string? Policy = null, bool StrictSpf = false, bool IsPublicSuffix = false)
{
    private static readonly string[] Policies = ["none", "quarantine", "reject"];

    // Removed by RFC 9989 appendix C.5.1. Receivers that follow RFC 7489 may still obey them.
    private static readonly string[] Removed = ["pct", "rf", "ri"];

    /// <summary>Whether a text is meant to be a DMARC record, valid or not.</summary>
    public static bool IsMeant(string text) => text.Contains("v=dmarc1", StringComparison.OrdinalIgnoreCase) || text.Contains("v = dmarc1", StringComparison.OrdinalIgnoreCase);

    public static DmarcRecord Parse(string text)
    {
        if (!TagList.TryParse(text, out var tags, out var problem))
            return new DmarcRecord(Verdict.Wrong(problem));
        if (tags.Names.FirstOrDefault() != "v")
            return new DmarcRecord(Verdict.Wrong("does not begin with v=DMARC1, so receivers ignore it (RFC 9989 section 4.7)"));
        if (tags["v"] != "DMARC1")
            return new DmarcRecord(Verdict.Wrong($"begins with v={ForeignText.Show(tags["v"]!)}, not v=DMARC1 in capitals"));
        if (tags["p"] is not { } policy)
            return new DmarcRecord(Verdict.Wrong("has no p=; add p=none, because receivers that follow RFC 7489 ignore a record without it"));
        if (!Policies.Contains(policy.ToLowerInvariant()))
            return new DmarcRecord(Verdict.Wrong($"has p={ForeignText.Show(policy)}, not none, quarantine or reject"));
        if (FindBadAddress(tags) is { } address)
            return new DmarcRecord(Verdict.Wrong($"has {ForeignText.Show(address)} in rua=, not an address such as mailto:dmarc@example.com"));

        return new DmarcRecord(
            FindNote(tags) is { } note ? new Verdict(VerdictKind.Right, note) : Verdict.Right,
            policy.ToLowerInvariant(),
            StrictSpf: tags["aspf"] is "s" or "S",
            IsPublicSuffix: tags["psd"] is "y" or "Y");
    }

    private static string? FindNote(TagList tags)
    {
        if (tags.Names.FirstOrDefault(name => Removed.Contains(name)) is { } removed)
            return $"has {removed}=, which RFC 9989 removed; delete it";
        return tags.Names.ElementAt(1) != "p" ? "has p= after other tags; move it directly after v=DMARC1, where receivers that follow RFC 7489 expect it" : null;
    }

    private static string? FindBadAddress(TagList tags) =>
        tags["rua"]?.Split(',').Select(address => address.Trim()).FirstOrDefault(address => !address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || !address.Contains('@', StringComparison.Ordinal));
}
