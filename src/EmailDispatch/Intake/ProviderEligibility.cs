using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Intake;

/// <summary>
/// Refuses what no provider could ever send, while its submitter can still be told. A provider that is disabled, down or out of quota may
/// be used again: it refuses nothing. Test addresses need none. What is told of the providers is what concerns the tenant; those of others are not named.
/// </summary>
public sealed class ProviderEligibility(ProviderCatalogue providers, TestAddresses tests)
{
    /// <returns>Why an email is refused; null where a provider could send it.</returns>
    internal EmailReadResult? FindRefusal(string tenant, Email email)
    {
        var recipients = email.Recipients().Where(r => !tests.Contains(r.Address)).DistinctBy(r => r.Address, StringComparer.OrdinalIgnoreCase).Count();
        if (recipients == 0)
            return null;

        var selection = ProviderSelection.For(tenant, email, recipients);
        if (providers.FindMismatches(selection) is not { } mismatches)
            return null;

        var own = mismatches.Where(m => m.Reason != ProviderExclusionReason.Tenant).ToList();
        return EmailReadResult.Of(EmailFault.NoEligibleProvider, own.Count == 0 ? NoneServes(tenant) : Explain(own, selection));
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

    /// <summary>The field that all of them object to, if it is one.</summary>
    private static string FieldOf(List<ProviderExclusion> mismatches) => mismatches.Select(m => m.Reason).Distinct().ToList() switch
    {
        [ProviderExclusionReason.FromDomain] => "from",
        [ProviderExclusionReason.Stream] => "stream",
        [ProviderExclusionReason.Recipients] => "to",
        _ => "",
    };
}
