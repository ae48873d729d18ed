using EmailDispatch.Domains.Dns;
using EmailDispatch.Domains.Records;
using EmailDispatch.Providers;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Domains;

/// <summary>Checks the DNS records of a domain and determines which providers are aligned with it.</summary>
internal sealed class DomainCheck(IDnsReader resolver, ProviderCatalogue providers, IOptions<DomainOptions> options, TimeProvider time)
{
    /// <summary>How long records may be missing before that counts as a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(72);

    private const int MaxProblemLength = 400;

    /// <returns>The result, and whether each of the domain's own keys is published, by selector; without keys for which DNS did not answer.</returns>
    public async Task<(DomainResult Result, IReadOnlyDictionary<string, bool> Published)> RunAsync(MailDomain domain, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var dns = new BoundedReader(resolver, time, options.Value.CheckTimeout);
        var serving = ExpectedRecords.ProvidersOf(domain, providers.All);
        var spf = new Dictionary<string, SpfResult>();
        var verdicts = new List<(ExpectedRecord Record, Verdict Verdict)>();
        var isStrict = false;
        string? policy = null;

        // DMARC first, because it says how strictly SPF must be aligned and never needs many lookups. The domain's own keys come next, so that a key
        // without a record cannot go on signing because the lookups were used up.
        foreach (var record in ExpectedRecords.Of(domain, serving).OrderByDescending(record => record.Purpose == RecordPurpose.Dmarc).ThenByDescending(record => record.OwnKey is not null))
        {
            var verdict = record.Purpose switch
            {
                RecordPurpose.Spf => (spf[record.Host] = await new SpfCheck(dns).CheckAsync(record.Host, domain.Name, record.Includes, cancellationToken)).Verdict,
                RecordPurpose.Dkim => await new DkimCheck(dns).CheckAsync(record.Host, domain.Name, record.OwnKey, cancellationToken),
                RecordPurpose.Dmarc => await CheckDmarcAsync(),
                RecordPurpose.Bimi => await new BimiCheck(dns).CheckAsync(record.Host, domain.Name, domain.BimiLogo!, policy, cancellationToken),
                _ => await new ReturnPathCheck(dns).CheckAsync(record.Host, domain.Name, record.Type == "MX" ? DnsType.Mx : DnsType.Cname, record.Value!, cancellationToken),
            };
            verdicts.Add((record, verdict));
        }

        var matrix = new AlignmentMatrix(domain, verdicts, spf, isStrict);
        var result = new DomainResult(
            now,
            StateOf([.. verdicts.Where(v => v.Record.IsRequired).Select(v => StateOf(v.Verdict, v.Record, domain, now))]),
            [.. verdicts.Select(v => new RecordResult(v.Record.Key, StateOf(v.Verdict, v.Record, domain, now), Cut(v.Verdict.Problem), v.Verdict.Kind == VerdictKind.Right ? null : now + v.Verdict.CachedFor))],
            [.. serving.Take(ExpectedRecords.Max).Select(matrix.Of)]);
        return (result, verdicts.Where(v => v.Record.OwnKey is not null && v.Verdict.Kind != VerdictKind.Unknown).ToDictionary(v => v.Record.OwnKey!.Selector, v => v.Verdict.Kind == VerdictKind.Right));

        async Task<Verdict> CheckDmarcAsync()
        {
            var dmarc = await new DmarcCheck(dns).CheckAsync(domain.Name, cancellationToken);
            (isStrict, policy) = (dmarc.StrictSpf, dmarc.Policy);
            return dmarc.Verdict;
        }
    }

    private static DomainState StateOf(Verdict verdict, ExpectedRecord record, MailDomain domain, DateTimeOffset now) => verdict.Kind switch
    {
        VerdictKind.Right => DomainState.Verified,
        VerdictKind.Unknown => DomainState.TemporaryFailure,
        VerdictKind.Missing when now - (record.OwnKey?.CreatedAt ?? domain.CreatedAt) < Patience && (record.OwnKey is { } own ? own.PublishedAt : domain.VerifiedAt) is null => DomainState.Pending,
        _ => DomainState.Failed,
    };

    private static DomainState StateOf(List<DomainState> states) =>
        states.Contains(DomainState.Failed) ? DomainState.Failed
        : states.Contains(DomainState.TemporaryFailure) ? DomainState.TemporaryFailure
        : states.Contains(DomainState.Pending) ? DomainState.Pending
        : DomainState.Verified;

    private static string? Cut(string? problem) => problem is { Length: > MaxProblemLength } ? $"{problem[..MaxProblemLength]}…" : problem;
}
