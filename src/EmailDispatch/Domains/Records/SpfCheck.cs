using EmailDispatch.Domains.Dns;
using EmailDispatch.Domains.Services;

namespace EmailDispatch.Domains.Records;

/// <summary>
/// Evaluates the SPF record of a host as a receiver does for an address that no mechanism matches: it visits every term in order, with the limits of
/// RFC 7208 section 4.6.4 (ten terms with lookups, two lookups without a result, ten mail exchanges). An address that an earlier term matches may
/// still pass, but the record is faulty all the same.
/// </summary>
internal sealed class SpfCheck(IDnsReader dns)
{
    private const int MaxTerms = 10;
    private const int MaxVoid = 2;
    private const int MaxExchanges = 10;

    private readonly HashSet<string> _includes = new(StringComparer.OrdinalIgnoreCase);
    private int _terms;
    private int _void;
    private bool _hasOtherSources;
    private bool _isBroken;

    public async Task<SpfResult> CheckAsync(string host, string domain, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var answer = await dns.ReadAsync(host, DnsType.Txt, cancellationToken);
        var verdict = answer.Outcome == DnsOutcome.Unknown ? Verdict.Unknown(answer.Fault!) : await CheckAsync(answer, host, domain, wanted, cancellationToken);
        return new SpfResult(verdict with { CachedFor = answer.TimeToLive }, _includes, _hasOtherSources, _isBroken);
    }

    private async Task<Verdict> CheckAsync(DnsAnswer answer, string host, string domain, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        var records = answer.Texts.Where(SpfRecord.Is).ToList();
        if (records.Count == 0)
        {
            return answer.Texts.FirstOrDefault(text => text.Contains("v=spf1", StringComparison.OrdinalIgnoreCase)) is { } almost
                ? Verdict.Wrong($"The TXT record {ForeignText.Show(almost)} of {host} does not begin with v=spf1 and a space, so receivers ignore it.")
                : await Placement.ExplainMissingAsync(dns, host, domain, "SPF record", SpfRecord.Is, cancellationToken);
        }

        var problem = await Placement.FindAliasBesideAsync(dns, host, answer, cancellationToken) ?? await WalkAsync(records, host, [host], isPass: true, cancellationToken);
        _isBroken = problem is not null;
        if (problem is not null)
            return problem;
        if (SpfRecord.Parse(records[0]).Record is { } record)
        {
            if (record.IgnoredTerms.FirstOrDefault(term => wanted.Contains(term.Value, StringComparer.OrdinalIgnoreCase)) is { } ignored)
                return Verdict.Wrong($"The SPF record of {host} has include:{ignored.Value} after all, where it has no effect; move it before all.");
            if (wanted.FirstOrDefault(include => !_includes.Contains(include)) is { } missing)
                return Verdict.Wrong($"The SPF record of {host} does not include {missing}; add include:{missing} before all.");
            if (record.Terms.Any(term => term is { Name: "all", Qualifier: '+' }))
                return new Verdict(VerdictKind.Right, $"The SPF record of {host} allows everybody to send (+all); end it with ~all.");
        }

        return Verdict.Right;
    }

    /// <returns>What is wrong, or null.</returns>
    private async Task<Verdict?> WalkAsync(List<string> records, string host, List<string> path, bool isPass, CancellationToken cancellationToken)
    {
        if (records.Count > 1)
            return Verdict.Wrong($"{host} has {records.Count} SPF records, so receivers accept none of them; merge them into one (RFC 7208 section 4.5).");

        var (record, problem) = SpfRecord.Parse(records[0]);
        if (record is null)
            return Verdict.Wrong($"The SPF record of {host} {problem}.");

        foreach (var term in record.Terms)
        {
            _hasOtherSources |= isPass && term.Qualifier == '+' && term.Name is not ("all" or "include") && !path.Exists(MailServices.Include);
            if (!term.NeedsLookup)
                continue;
            if (CountTerm(path[0]) is { } tooMany)
                return tooMany;

            var target = term.Value ?? host;
            var wrong = term.Name switch
            {
                "include" => await IncludeAsync("include:", target, path, isPass && term.Qualifier == '+', cancellationToken),
                "a" or "exists" => await LookUpAsync(target, DnsType.Address, path[0], cancellationToken),
                "mx" => await LookUpAsync(target, DnsType.Mx, path[0], cancellationToken),
                _ => null,
            };
            if (wrong is not null)
                return wrong;
        }

        if (record.Redirect is { } redirect)
            return CountTerm(path[0]) ?? await IncludeAsync("redirect=", redirect, path, isPass, cancellationToken);
        return null;
    }

    private Verdict? CountTerm(string root) => ++_terms > MaxTerms
        ? Verdict.Wrong($"The SPF record of {root} needs more than {MaxTerms} DNS lookups with everything it includes, so receivers reject it; remove includes that are not used (RFC 7208 section 4.6.4).")
        : null;

    private async Task<Verdict?> IncludeAsync(string how, string target, List<string> path, bool isPass, CancellationToken cancellationToken)
    {
        // With a macro, the target depends on the email.
        if (target.Contains('%', StringComparison.Ordinal))
        {
            _hasOtherSources |= isPass;
            return null;
        }

        if (DnsName.Normalise(target) is not { } name)
            return Verdict.Wrong($"The SPF record of {path[^1]} has {how}{ForeignText.Show(target)}, which is not a domain.");
        if (path.Contains(name))
            return Verdict.Wrong($"The SPF record of {path[0]} is a loop, because {path[^1]} has {how}{name}; remove that.");

        var answer = await dns.ReadAsync(name, DnsType.Txt, cancellationToken);
        if (answer.Outcome == DnsOutcome.Unknown)
            return Verdict.Unknown(answer.Fault!);
        var records = answer.Texts.Where(SpfRecord.Is).ToList();
        if (records.Count == 0)
            return Verdict.Wrong($"The SPF record of {path[^1]} has {how}{name}, but {name} has no SPF record, so receivers reject the whole record; remove it (RFC 7208 section 5.2).");

        if (isPass)
            _includes.Add(name);
        return await WalkAsync(records, name, [.. path, name], isPass, cancellationToken);
    }

    private async Task<Verdict?> LookUpAsync(string target, DnsType type, string root, CancellationToken cancellationToken)
    {
        if (target.Contains('%', StringComparison.Ordinal))
            return null;
        if (DnsName.Normalise(target) is not { } name)
            return Verdict.Wrong($"The SPF record of {root} has {ForeignText.Show(target)}, which is not a domain.");

        var answer = await dns.ReadAsync(name, type, cancellationToken);
        if (answer.Outcome == DnsOutcome.Unknown)
            return Verdict.Unknown(answer.Fault!);
        if (answer.IsEmpty && ++_void > MaxVoid)
            return Verdict.Wrong($"The SPF record of {root} names more than {MaxVoid} hosts that do not exist, {name} among them, so receivers reject it (RFC 7208 section 4.6.4).");
        return type == DnsType.Mx && answer.Records > MaxExchanges
            ? Verdict.Wrong($"The SPF record of {root} names mx of {name}, which has more than {MaxExchanges} mail exchanges (RFC 7208 section 4.6.4).")
            : null;
    }
}

/// <summary>The evaluation of a host's SPF record.</summary>
/// <param name="Verdict">Whether the record is correct.</param>
/// <param name="Includes">The domains that it includes with a pass result, directly or indirectly.</param>
/// <param name="HasOtherSources">
/// Whether it passes addresses other than those of known services; they may belong to a service that it does not include.
/// </param>
/// <param name="IsBroken">Whether receivers ignore the record or a part of it.</param>
internal sealed record SpfResult(Verdict Verdict, IReadOnlySet<string> Includes, bool HasOtherSources, bool IsBroken);
