using EmailDispatch.Domains;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>What would become of an email now.</summary>
/// <param name="Email">The email as it would be sent.</param>
/// <param name="Size">The approximate size of the composed message in bytes.</param>
/// <param name="Advice">The advice it would be answered with.</param>
/// <param name="Suppressed">Its recipients that are on the do-not-send list.</param>
/// <param name="Providers">The providers in the order they would be asked; none if nobody is left to send to.</param>
/// <param name="LeftOut">The other providers that serve the tenant, and why they would not be asked.</param>
public sealed record DryRunReport(
    Email Email, long Size, IReadOnlyList<Advice> Advice, IReadOnlyList<string> Suppressed, IReadOnlyList<DryRunProvider> Providers, IReadOnlyList<DryRunExclusion> LeftOut);

/// <summary>A provider that would be asked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="From">The sender it would send as.</param>
/// <param name="Alignment">Whether the sender's domain would pass DMARC there; null if the domain is not known here.</param>
public sealed record DryRunProvider(string Name, EmailAddress From, Alignment? Alignment);

/// <summary>A provider that would not be asked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Explanation">Continues a sentence that begins with its name.</param>
/// <param name="Until">When it can be asked again; null if not by waiting.</param>
public sealed record DryRunExclusion(string Name, string Reason, string Explanation, DateTimeOffset? Until = null);
