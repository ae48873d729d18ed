using Azure;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Smtp;
using EmailDispatch.Suppressions;
using EmailDispatch.Unsubscribing;

namespace EmailDispatch.Intake;

/// <summary>
/// Tells what would become of a valid email: advice, suppressed recipients, and which providers would be asked. It stores nothing, takes no quota and
/// asks no provider. Providers of other tenants are not named.
/// </summary>
public sealed class DryRun(
    UnsubscribeLinks unsubscribe, AlignmentAdvisor advisor, ProviderCatalogue catalogue, DomainAlignments alignments, KnownDomains domains,
    ProviderSnapshots snapshots, SuppressionList suppressions, TestAddresses tests, TimeProvider time)
{
    /// <exception cref="RequestFailedException">Storage failed, so it is not known who is suppressed.</exception>
    internal async Task<DryRunReport> RunAsync(string tenant, EmailReadResult read, CancellationToken cancellationToken)
    {
        read = await advisor.AdviseAsync(tenant, await unsubscribe.OfferAsync(tenant, read, cancellationToken), cancellationToken);
        var email = read.Email!;
        var recipients = email.Recipients().Select(recipient => recipient.Address).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var listed = await suppressions.FindAsync(tenant, recipients, cancellationToken);
        var suppressed = recipients.Where(address => listed.ContainsKey(address) || tests.IsSuppressed(address)).ToList();
        var due = recipients.Except(suppressed).Count(address => !tests.Contains(address));
        var report = new DryRunReport(email, read.Size, read.Advice, suppressed, [], []);
        return due == 0 ? report : await ChooseAsync(tenant, report, due, cancellationToken);
    }

    private async Task<DryRunReport> ChooseAsync(string tenant, DryRunReport report, int recipients, CancellationToken cancellationToken)
    {
        var email = report.Email;
        var unaligned = await alignments.FindSkippedAsync(tenant, email.From.Domain, catalogue.All, cancellationToken);
        var choice = catalogue.Choose(ProviderSelection.For(tenant, email, recipients, report.Size) with { Unaligned = unaligned });
        var leftOut = choice.LeftOut.Where(exclusion => Serves(exclusion.Provider, tenant))
            .Select(exclusion => new DryRunExclusion(exclusion.Provider, exclusion.Reason.ToName(), exclusion.Explanation)).ToList();
        var asked = new List<DryRunProvider>();

        var candidates = choice.Candidates;
        foreach (var (provider, state) in candidates.Zip(await ReadAsync(candidates, cancellationToken)))
        {
            if (FindPause(provider, state) is { } pause)
                leftOut.Add(pause);
            else
                asked.Add(await DescribeAsync(tenant, email, provider, cancellationToken));
        }

        return report with { Providers = asked, LeftOut = leftOut };
    }

    private bool Serves(string provider, string tenant) =>
        catalogue.All.FirstOrDefault(p => p.Name == provider) is { } found && (found.Tenants.Count == 0 || found.Tenants.Contains(tenant));

    // If the state is not known, a real email is offered too.
    private async Task<IReadOnlyList<ProviderSnapshot?>> ReadAsync(IReadOnlyList<ProviderOptions> providers, CancellationToken cancellationToken)
    {
        try
        {
            return await snapshots.ReadAsync(providers.Select(p => (p.Name, ProviderLimits.Of(p, time.GetUtcNow()))), cancellationToken);
        }
        catch (ProviderStateUnavailableException)
        {
            return [.. providers.Select(_ => (ProviderSnapshot?)null)];
        }
    }

    private static DryRunExclusion? FindPause(ProviderOptions provider, ProviderSnapshot? state)
    {
        if (state is { State: BreakerState.Open, Until: { } until })
            return new DryRunExclusion(provider.Name, "paused", $"is paused{(state.LastFailure is { } last ? $" ({last.Category.Replace('_', ' ')})" : "")}", until);
        return state?.Quotas.FirstOrDefault(quota => quota.Left == 0) is { } used
            ? new DryRunExclusion(provider.Name, "quota", $"has used up its limit of {used.Limit} per {used.Period.ToName()}", used.ResetsAt)
            : null;
    }

    private async ValueTask<DryRunProvider> DescribeAsync(string tenant, Email email, ProviderOptions provider, CancellationToken cancellationToken)
    {
        var from = MessageComposer.SenderOf(email.From, provider);
        var domain = await domains.FindAsync(tenant, from.Domain, cancellationToken);
        return new DryRunProvider(provider.Name, from, domain is null ? null : DomainAlignments.Find(domain, provider)?.Dmarc ?? Alignment.Unknown);
    }
}
