using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Operations;

/// <summary>Which emails to try again.</summary>
/// <param name="Status">In which status they are: <c>failed</c>, <c>bounced</c>, <c>suppressed</c> or <c>unknown</c>.</param>
/// <param name="From">Accepted at this time or later.</param>
/// <param name="To">Accepted before this time.</param>
public sealed record BulkRetryRequest(EmailStatus Status, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The default for how many are looked at.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most that are looked at in one request.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>Only those that were tried at this provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only those sent from these domains, <c>example.com</c> or <c>*.example.com</c> for the subdomains; empty for any.</summary>
    public IReadOnlyList<string> FromDomains { get; init; } = [];

    /// <summary>Only those that go to nobody else.</summary>
    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the request before ended; null at the first.</summary>
    public EmailId? After { get; init; }
}
