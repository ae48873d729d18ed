using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Intake;

/// <summary>Adds advice if a provider that may send the email fails DMARC for its from-domain.</summary>
public sealed class AlignmentAdvisor(ProviderCatalogue providers, DomainAlignments alignments)
{
    internal async ValueTask<EmailReadResult> AdviseAsync(string tenant, EmailReadResult read, CancellationToken cancellationToken)
    {
        var email = read.Email!;
        var failing = await alignments.FindFailingAsync(tenant, email.From.Domain, providers.All, cancellationToken);
        if (failing.Count == 0)
            return read;

        var fitting = providers.Fit(ProviderSelection.For(tenant, email, email.Recipients().Count(), read.Size)).Candidates;
        return fitting.Any(provider => provider.TakesEmails && failing.Contains(provider.Name)) ? read with { Advice = [.. read.Advice, Advice.UnalignedProvider] } : read;
    }
}
