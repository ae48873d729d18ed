using EmailDispatch.Domains.Dns;
using EmailDispatch.Domains.Records;
using EmailDispatch.Providers;

namespace EmailDispatch.Domains;

/// <summary>
/// Determines which providers are aligned with a domain, from the records found (RFC 9989 section 4.4). The result is <see cref="Alignment.Fail"/>
/// only if DNS answered and the records allow no other result: a provider must not be skipped because something is unknown.
/// </summary>
internal sealed class AlignmentMatrix(
    MailDomain domain, IReadOnlyList<(ExpectedRecord Record, Verdict Verdict)> verdicts, IReadOnlyDictionary<string, SpfResult> spf, bool isStrict)
{
    public ProviderAlignment Of(ProviderOptions provider)
    {
        var sender = new DomainSender(domain, provider);
        return new ProviderAlignment(provider.Name, provider.Preset, SpfOf(sender), DkimOf(sender));
    }

    private Alignment SpfOf(DomainSender sender)
    {
        if (sender.Service is not { } service)
            return Alignment.Unknown;

        // The envelope sender is in the service's own domain; another return path would be set with the domain.
        if (sender.EnvelopeHost is not { } host)
            return Alignment.Fail;

        var isAligned = isStrict ? host == domain.Name : DnsName.IsWithin(host, domain.Name);
        if (service.ReturnPathAlias is not null)
            return KindOf(RecordPurpose.ReturnPath, sender.ReturnPathLabel!) is { } alias ? Judge(alias, isAligned) : Alignment.Unknown;
        if (service.SpfInclude is not { } include || !spf.TryGetValue(host, out var found))
            return Alignment.Unknown;
        if (found.Verdict.Kind is VerdictKind.Unknown or VerdictKind.Missing)
            return Judge(found.Verdict.Kind, isAligned);

        // Some receivers still accept what a broken record lists before its fault, and a flattened record passes the service's addresses without its
        // name.
        var isIncluded = found.Includes.Contains(include);
        if (found.HasOtherSources ? !isIncluded || found.IsBroken : isIncluded && found.IsBroken)
            return Alignment.Unknown;
        return isIncluded && isAligned ? Alignment.Pass : Alignment.Fail;
    }

    private Alignment DkimOf(DomainSender sender)
    {
        // Our signature is on every email, whichever provider sends it.
        if (verdicts.Any(v => v.Record.OwnKey is not null && v.Verdict.Kind == VerdictKind.Right))
            return Alignment.Pass;

        var kinds = sender.Selectors.Select(selector => KindOf(RecordPurpose.Dkim, $"{selector}._domainkey")).ToList();
        if (kinds.Contains(VerdictKind.Right))
            return Alignment.Pass;
        return kinds.Count > 0 && kinds.TrueForAll(kind => kind is VerdictKind.Wrong or VerdictKind.Missing) ? Alignment.Fail : Alignment.Unknown;
    }

    private VerdictKind? KindOf(RecordPurpose purpose, string name) =>
        verdicts.FirstOrDefault(v => v.Record.Purpose == purpose && v.Record.Name == name) is { Record: not null } found ? found.Verdict.Kind : null;

    private static Alignment Judge(VerdictKind kind, bool isAligned) => kind switch
    {
        VerdictKind.Right => isAligned ? Alignment.Pass : Alignment.Fail,
        VerdictKind.Unknown => Alignment.Unknown,
        _ => Alignment.Fail,
    };
}
