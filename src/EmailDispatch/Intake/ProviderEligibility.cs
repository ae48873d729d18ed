using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Providers;

namespace EmailDispatch.Intake;

/// <summary>
/// Refuses emails that no provider could ever send, while the submitter can still be told, and adds advice to the rest. A provider that is
/// disabled, paused or out of quota still counts as able to send, and nothing is refused before all providers are known. Test addresses need no provider. Providers of other tenants are not named.
/// </summary>
public sealed class ProviderEligibility(ProviderCatalogue providers, TestAddresses tests)
{
    /// <returns>The email with its advice, or the reason it is refused.</returns>
    internal EmailReadResult Judge(string tenant, EmailReadResult read)
    {
        var email = read.Email!;
        var recipients = email.Recipients().Where(r => !tests.Contains(r.Address)).DistinctBy(r => r.Address, StringComparer.OrdinalIgnoreCase).Count();
        var selection = ProviderSelection.For(tenant, email, recipients, read.Size);
        var choice = providers.Fit(selection);
        var fitting = choice.Candidates;
        if (fitting.Count > 0 || recipients == 0 || !providers.IsComplete)
            return read with { Advice = [.. AdviceRules.For(email, read.Size), .. IsOfNoProvider(fitting, email) ? (Advice[])[Advice.FromDomainMismatch] : []] };

        var own = choice.LeftOutOfTenant.ToList();
        return EmailReadResult.Of(EmailFault.NoEligibleProvider, own.Count == 0 ? NoneServes(tenant) : Explain(own, selection));
    }

    /// <summary>
    /// Whether every provider that may send the email has its own domains and none matches the author's. It is not known yet which provider will
    /// send it, and nothing can be said about a provider without domains.
    /// </summary>
    private static bool IsOfNoProvider(IReadOnlyList<ProviderOptions> fitting, Email email)
    {
        var candidates = fitting.Where(provider => provider.TakesEmails).ToList();
        return candidates.Count > 0 && candidates.TrueForAll(provider => SenderDomains.Mismatches(provider, email.From.Domain));
    }

    private static FieldError NoneServes(string tenant) => new("", $"can be sent by no provider: none serves the tenant {tenant}");

    private FieldError Explain(List<ProviderExclusion> mismatches, ProviderSelection selection)
    {
        if (selection.Provider is { } requested)
        {
            return mismatches.FirstOrDefault(m => m.Provider == requested) is { } mismatch
                ? new FieldError("provider", $"cannot be {requested}: it {mismatch.Explanation}")
                : new FieldError("provider", $"must be one of {string.Join(", ", mismatches.Select(m => m.Provider))}, not {requested}");
        }

        return mismatches.TrueForAll(m => m.Reason == ProviderExclusionReason.Size)
            ? TooLarge(mismatches, selection.Bytes)
            : new FieldError(FieldOf(mismatches), $"can be sent by no provider: {string.Join("; ", mismatches)}");
    }

    private FieldError TooLarge(List<ProviderExclusion> mismatches, long bytes)
    {
        var largest = providers.All.Where(p => mismatches.Exists(m => m.Provider == p.Name)).MaxBy(p => p.MaxMessageBytes);
        return new FieldError("", string.Create(
            CultureInfo.InvariantCulture,
            $"is too large for every provider: about {bytes:N0} bytes as composed, at most {largest?.MaxMessageBytes ?? 0:N0} are taken, by {largest?.Name}"));
    }

    /// <summary>The field all exclusions are about, if it is the same for all.</summary>
    private static string FieldOf(List<ProviderExclusion> mismatches) => mismatches.Select(m => m.Reason).Distinct().ToList() switch
    {
        [ProviderExclusionReason.FromDomain] => "from",
        [ProviderExclusionReason.Stream] => "stream",
        [ProviderExclusionReason.Recipients] => "to",
        _ => "",
    };
}
