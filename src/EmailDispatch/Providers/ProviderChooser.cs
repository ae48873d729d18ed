using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>Chooses providers by their settings only, not by their health and quotas.</summary>
internal static class ProviderChooser
{
    /// <summary>Chooses from all providers, given in ascending priority. Recipients are distributed by weight.</summary>
    public static ProviderChoice Choose(IReadOnlyList<ProviderOptions> providers, ProviderSelection selection)
    {
        var leftOut = new List<ProviderExclusion>();
        var eligible = new List<ProviderOptions>();
        foreach (var provider in providers)
        {
            var mismatch = FindMismatch(provider, selection);
            if (!provider.TakesEmails && mismatch is not { Reason: ProviderExclusionReason.Tenant })
                leftOut.Add(new ProviderExclusion(provider.Name, ProviderExclusionReason.Disabled, provider.Enabled ? "is being drained" : "is disabled"));
            else if (mismatch is not null)
                leftOut.Add(mismatch);
            else
                eligible.Add(provider);
        }

        // A DNS check must not stop mail: if only unaligned providers may send, they do.
        if (eligible.Exists(p => !selection.Unaligned.Contains(p.Name)))
        {
            leftOut.AddRange(eligible.Where(p => selection.Unaligned.Contains(p.Name)).Select(p => new ProviderExclusion(p.Name, ProviderExclusionReason.Alignment, $"would fail DMARC for {selection.FromDomain}, see GET /domains")));
            eligible.RemoveAll(p => selection.Unaligned.Contains(p.Name));
        }

        return new ProviderChoice([.. eligible.GroupBy(p => p.Priority).SelectMany(equals => Rank([.. equals], selection))], leftOut);
    }

    /// <summary>The providers that could take an email if they are enabled, and why the others could not.</summary>
    public static ProviderChoice Fit(IReadOnlyList<ProviderOptions> providers, ProviderSelection selection)
    {
        var mismatches = providers.Select(provider => FindMismatch(provider, selection)).ToList();
        return new ProviderChoice([.. providers.Where((_, n) => mismatches[n] is null)], [.. mismatches.OfType<ProviderExclusion>()]);
    }

    private static ProviderExclusion? FindMismatch(ProviderOptions provider, ProviderSelection selection) =>
        FindReason(provider, selection) is var (reason, explanation) ? new ProviderExclusion(provider.Name, reason, explanation) : null;

    private static (ProviderExclusionReason Reason, string Explanation)? FindReason(ProviderOptions provider, ProviderSelection selection)
    {
        if (provider.Tenants.Count > 0 && !provider.Tenants.Contains(selection.Tenant))
            return (ProviderExclusionReason.Tenant, $"does not serve the tenant {selection.Tenant}");
        if (selection.Provider is { } requested && requested != provider.Name)
            return (ProviderExclusionReason.NotRequested, $"is not the requested provider, {requested}");
        if (provider.Streams.Count > 0 && !provider.Streams.Contains(selection.Stream))
            return (ProviderExclusionReason.Stream, $"serves the stream {string.Join(", ", provider.Streams)} only, not {selection.Stream}");
        if (!provider.RewriteFrom && !DomainPattern.MatchesAny(provider.FromDomains, selection.FromDomain))
            return (ProviderExclusionReason.FromDomain, $"sends from {string.Join(", ", provider.FromDomains)} only, not from {selection.FromDomain}");
        if (selection.Bytes > provider.MaxMessageBytes)
            return (ProviderExclusionReason.Size, string.Create(CultureInfo.InvariantCulture, $"takes {provider.MaxMessageBytes:N0} bytes at most, the message has about {selection.Bytes:N0}"));
        if (selection.Recipients > provider.MaxRecipients)
            return (ProviderExclusionReason.Recipients, $"takes {provider.MaxRecipients} recipients at most, the email has {selection.Recipients}");
        return null;
    }

    /// <summary>
    /// Weighted rendezvous hashing: a recipient has the same order every time, each provider is first for a share of them in proportion to its weight, and a
    /// change of one weight moves only the recipients that this provider wins or loses. Those with weight 0 come last, in order.
    /// </summary>
    private static IEnumerable<ProviderOptions> Rank(List<ProviderOptions> equals, ProviderSelection selection) =>
        equals.Count == 1 ? equals : equals.OrderBy(provider => -Math.Log(PointOf(provider, selection)) / provider.Weight);

    // Evenly distributed above 0 and up to 1.
    private static double PointOf(ProviderOptions provider, ProviderSelection selection)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Name}\n{selection.Tenant}\n{selection.Recipient.ToLowerInvariant()}"));
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) + 1.0) / (ulong.MaxValue + 1.0);
    }
}

/// <summary>The providers that may send an email, in the order to try them, and why the others may not.</summary>
public sealed record ProviderChoice(IReadOnlyList<ProviderOptions> Candidates, IReadOnlyList<ProviderExclusion> LeftOut)
{
    /// <summary>Those that serve the tenant. It must not learn of the others.</summary>
    public IEnumerable<ProviderExclusion> LeftOutOfTenant => LeftOut.Where(exclusion => exclusion.Reason != ProviderExclusionReason.Tenant);

    /// <summary>Why the other providers were excluded, on one line: <c>a: is disabled; b: sends from example.com only</c>. For the log.</summary>
    public string Explain() => LeftOut.Count == 0 ? "there are no providers" : string.Join("; ", LeftOut);
}

/// <summary>Why a provider does not send an email. The explanation continues a sentence that begins with the provider's name.</summary>
public sealed record ProviderExclusion(string Provider, ProviderExclusionReason Reason, string Explanation)
{
    /// <summary>When it can be asked again; null if no time is known.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary><c>name: explanation</c>.</summary>
    public override string ToString() => $"{Provider}: {Explanation}";
}

/// <summary>Why a provider does not send an email, for metrics and decisions.</summary>
public enum ProviderExclusionReason
{
    Disabled,

    /// <summary>The sender requested another provider.</summary>
    NotRequested,

    /// <summary>It serves other tenants.</summary>
    Tenant,

    /// <summary>It serves other streams.</summary>
    Stream,

    /// <summary>It may not send from the author's domain.</summary>
    FromDomain,

    Size,

    Recipients,

    /// <summary>It would fail DMARC for the author's domain, and another provider may send.</summary>
    Alignment,

    /// <summary>Its breaker is open.</summary>
    Paused,

    /// <summary>The limit in its settings is reached.</summary>
    QuotaUsedUp,

    /// <summary>None of its connections became free.</summary>
    Busy,

    /// <summary>Its session took longer than usual, and that of another provider was ready first.</summary>
    Slow,
}
