using EmailDispatch.Domains;
using EmailDispatch.Naming;

namespace EmailDispatch.Functions.Api;

/// <summary>A domain as the API shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in the form of DNS.</param>
/// <param name="Status"><c>pending</c>, <c>verified</c>, <c>failed</c> or <c>temporary_failure</c>.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="CheckedAt">When it was last checked; null where it never was.</param>
/// <param name="VerifiedAt">When all that is needed was last found right; null where it never was.</param>
/// <param name="CustomReturnPath">The first label of the return path; null for the usual one of each service.</param>
/// <param name="Providers">What is different from the usual, by the provider's name.</param>
/// <param name="Records">What to publish.</param>
/// <param name="Alignment">Which providers go with it.</param>
public sealed record DomainView(
    string Id,
    string Name,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CheckedAt,
    DateTimeOffset? VerifiedAt,
    string? CustomReturnPath,
    IReadOnlyDictionary<string, DomainProvider> Providers,
    IReadOnlyList<DomainRecordView> Records,
    IReadOnlyList<DomainAlignmentView> Alignment)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "domain";

    /// <summary>As the library has it.</summary>
    public static DomainView Of(MailDomain domain, IReadOnlyList<(ExpectedRecord Record, RecordResult? Result)> records, IReadOnlyList<ProviderAlignment> alignment) => new(
        domain.Id, domain.Name, NameOf(domain.State), domain.CreatedAt, domain.Result?.CheckedAt, domain.VerifiedAt, domain.CustomReturnPath, domain.Providers,
        [.. records.Select(record => DomainRecordView.Of(record.Record, record.Result))], [.. alignment.Select(DomainAlignmentView.Of)]);

    internal static string NameOf<T>(T value)
        where T : struct, Enum => value.ToName();
}

/// <summary>A domain in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name in the form of DNS.</param>
/// <param name="Status"><c>pending</c>, <c>verified</c>, <c>failed</c> or <c>temporary_failure</c>.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="CheckedAt">When it was last checked; null where it never was.</param>
public sealed record DomainSummaryView(string Id, string Name, string Status, DateTimeOffset CreatedAt, DateTimeOffset? CheckedAt)
{
    /// <summary>As the library has it.</summary>
    public static DomainSummaryView Of(MailDomain domain) => new(domain.Id, domain.Name, DomainView.NameOf(domain.State), domain.CreatedAt, domain.Result?.CheckedAt);
}

/// <summary>A record to publish. Its words are those of the Resend API, with what that lacks.</summary>
/// <param name="Record"><c>SPF</c>, <c>DKIM</c>, <c>DMARC</c> or <c>ReturnPath</c>.</param>
/// <param name="Name">Its name below the domain, <c>@</c> for the domain itself.</param>
/// <param name="Host">Its whole name.</param>
/// <param name="Type"><c>TXT</c>, <c>CNAME</c> or <c>MX</c>.</param>
/// <param name="Ttl">Always <c>Auto</c>: any will do.</param>
/// <param name="Value">What to publish; null where the provider's console shows it.</param>
/// <param name="Priority">The preference of a mail exchange.</param>
/// <param name="Status"><c>pending</c>, <c>verified</c>, <c>failed</c> or <c>temporary_failure</c>.</param>
/// <param name="Required">Whether the domain is verified only with it.</param>
/// <param name="Providers">The providers that need it.</param>
/// <param name="Problem">What is wrong, or could be better, in one sentence.</param>
/// <param name="CachedUntil">Until when resolvers may still show what was found.</param>
public sealed record DomainRecordView(
    string Record,
    string Name,
    string Host,
    string Type,
    string Ttl,
    string? Value,
    int? Priority,
    string Status,
    bool Required,
    IReadOnlyList<string> Providers,
    string? Problem,
    DateTimeOffset? CachedUntil)
{
    /// <summary>As the library has it.</summary>
    public static DomainRecordView Of(ExpectedRecord record, RecordResult? result) => new(
        record.Purpose == RecordPurpose.ReturnPath ? "ReturnPath" : record.Purpose.ToString().ToUpperInvariant(),
        record.Name, record.Host, record.Type, "Auto", record.Value, record.Priority, DomainView.NameOf(result?.State ?? DomainState.Pending), record.IsRequired, record.Providers,
        result?.Problem, result?.CachedUntil);
}

/// <summary>Whether what a provider sends for the domain passes DMARC.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Spf"><c>pass</c>, <c>fail</c> or <c>unknown</c>: whether SPF passes for a domain that goes with the from-domain.</param>
/// <param name="Dkim">Likewise, whether a key of the service is published.</param>
/// <param name="Dmarc">Likewise, whether one of both does.</param>
public sealed record DomainAlignmentView(string Provider, string Spf, string Dkim, string Dmarc)
{
    /// <summary>As the library has it.</summary>
    public static DomainAlignmentView Of(ProviderAlignment alignment) =>
        new(alignment.Provider, DomainView.NameOf(alignment.Spf), DomainView.NameOf(alignment.Dkim), DomainView.NameOf(alignment.Dmarc));
}

/// <summary>The answer to a removal.</summary>
/// <param name="Id">The id.</param>
public sealed record DomainDeletedView(string Id)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "domain";

    /// <summary>That it is gone.</summary>
    public bool Deleted { get; } = true;
}
