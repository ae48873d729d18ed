using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Providers;

namespace EmailDispatch.Intake;

/// <summary>Tells what will hurt an email's delivery: by itself, and through the providers that may send it.</summary>
public sealed class EmailAdvisor(ProviderCatalogue providers)
{
    /// <summary>All that applies, in the order of <see cref="Advice.All"/>.</summary>
    public IReadOnlyList<Advice> Advise(string tenant, Email email) =>
        [.. AdviceRules.For(email), .. IsOfNoProvider(tenant, email) ? (Advice[])[Advice.FromDomainMismatch] : []];

    /// <summary>
    /// Whether every provider that may send the email tells domains of its own and none of them goes with the author's. Which one will
    /// send it is not known yet, and of a provider that tells none nothing can be said.
    /// </summary>
    private bool IsOfNoProvider(string tenant, Email email)
    {
        var candidates = providers.Choose(ProviderSelection.For(tenant, email, email.Recipients().Count())).Candidates;
        return candidates.Count > 0 && candidates.All(provider => SenderDomains.Mismatches(provider, email.From.Domain));
    }
}
