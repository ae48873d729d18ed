using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Naming;

namespace EmailDispatch.Functions.Api;

/// <summary>A domain as the API shows it.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name in ASCII form, as in DNS.</param>
/// <param name="Status"><c>pending</c>, <c>verified</c>, <c>failed</c> or <c>temporary_failure</c>.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="CheckedAt">When it was last checked; null if never.</param>
/// <param name="VerifiedAt">When everything required was last found correct; null if never.</param>
/// <param name="CustomReturnPath">The first label of the return path; null for the default of each service.</param>
/// <param name="BimiLogo">The URL of the logo for BIMI; null for none.</param>
/// <param name="Providers">Settings that differ from the defaults, by provider name.</param>
/// <param name="DkimAlgorithms">How the dispatcher signs its emails; empty for not at all.</param>
/// <param name="DkimKeys">The keys for that.</param>
/// <param name="Records">The records to publish.</param>
/// <param name="Alignment">How each provider aligns with the domain.</param>
public sealed record DomainView(
    string Id,
    string Name,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CheckedAt,
    DateTimeOffset? VerifiedAt,
    string? CustomReturnPath,
    string? BimiLogo,
    IReadOnlyDictionary<string, DomainProvider> Providers,
    IReadOnlyList<string> DkimAlgorithms,
    IReadOnlyList<DomainKeyView> DkimKeys,
    IReadOnlyList<DomainRecordView> Records,
    IReadOnlyList<DomainAlignmentView> Alignment)
{
    public string Object { get; } = "domain";

    public static DomainView Of(MailDomain domain, DomainManagement management) => new(
        domain.Id, domain.Name, NameOf(domain.State), domain.CreatedAt, domain.Result?.CheckedAt, domain.VerifiedAt, domain.CustomReturnPath, domain.BimiLogo, domain.Providers,
        [.. domain.Keys.Select(key => key.Algorithm).Distinct().Order().Select(NameOf)], [.. domain.Keys.Select(key => DomainKeyView.Of(domain, key, management))],
        [.. management.RecordsOf(domain).Select(record => DomainRecordView.Of(record.Record, record.Result))], [.. management.AlignmentOf(domain).Select(DomainAlignmentView.Of)]);

    internal static string NameOf<T>(T value)
        where T : struct, Enum => value.ToName();
}

/// <summary>A domain in a list; see <see cref="DomainView"/>.</summary>
public sealed record DomainSummaryView(string Id, string Name, string Status, DateTimeOffset CreatedAt, DateTimeOffset? CheckedAt)
{
    public static DomainSummaryView Of(MailDomain domain) => new(domain.Id, domain.Name, DomainView.NameOf(domain.State), domain.CreatedAt, domain.Result?.CheckedAt);
}

/// <summary>A record to publish. Names are those of the Resend API, with additions.</summary>
/// <param name="Record"><c>SPF</c>, <c>DKIM</c>, <c>DMARC</c>, <c>ReturnPath</c> or <c>BIMI</c>.</param>
/// <param name="Name">The name relative to the domain; <c>@</c> for the domain itself.</param>
/// <param name="Host">The full name.</param>
/// <param name="Type"><c>TXT</c>, <c>CNAME</c> or <c>MX</c>.</param>
/// <param name="Ttl">Always <c>Auto</c>: any value works.</param>
/// <param name="Value">The value to publish; null if only the provider's console shows it.</param>
/// <param name="Priority">The preference of an MX record.</param>
/// <param name="Status"><c>pending</c>, <c>verified</c>, <c>failed</c> or <c>temporary_failure</c>.</param>
/// <param name="Required">Whether the domain cannot be verified without it.</param>
/// <param name="Providers">The providers that need it.</param>
/// <param name="Problem">What is wrong or could be improved, in one sentence.</param>
/// <param name="CachedUntil">Until when resolvers may still return what was found.</param>
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
    public static DomainRecordView Of(ExpectedRecord record, RecordResult? result) => new(
        record.Purpose == RecordPurpose.ReturnPath ? "ReturnPath" : record.Purpose.ToString().ToUpperInvariant(),
        record.Name, record.Host, record.Type, "Auto", record.Value, record.Priority, DomainView.NameOf(result?.State ?? DomainState.Pending), record.IsRequired, record.Providers,
        result?.Problem, result?.CachedUntil);
}

/// <summary>A DKIM key that was made here, without the private key.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="Algorithm"><c>rsa</c> or <c>ed25519</c>.</param>
/// <param name="Status"><c>pending</c>, <c>signing</c>, <c>missing</c> or <c>replaced</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="PublishedAt">When its record was first seen.</param>
/// <param name="RemovableAt">When the record of a replaced key is no longer needed.</param>
public sealed record DomainKeyView(string Selector, string Algorithm, string Status, DateTimeOffset CreatedAt, DateTimeOffset? PublishedAt, DateTimeOffset? RemovableAt)
{
    public static DomainKeyView Of(MailDomain domain, OwnKey key, DomainManagement management) => new(
        key.Selector, DomainView.NameOf(key.Algorithm), DomainView.NameOf(DomainManagement.StateOf(domain, key)), key.CreatedAt, key.PublishedAt, management.RemovableAt(key));
}

/// <summary>Whether emails sent by a provider for the domain pass DMARC; each result is <c>pass</c>, <c>fail</c> or <c>unknown</c>.</summary>
/// <param name="Provider">The name of the provider.</param>
/// <param name="Spf">Whether SPF passes for a domain aligned with the from-domain.</param>
/// <param name="Dkim">Whether a key of the service is published.</param>
/// <param name="Dmarc">Whether SPF or DKIM passes.</param>
public sealed record DomainAlignmentView(string Provider, string Spf, string Dkim, string Dmarc)
{
    public static DomainAlignmentView Of(ProviderAlignment alignment) =>
        new(alignment.Provider, DomainView.NameOf(alignment.Spf), DomainView.NameOf(alignment.Dkim), DomainView.NameOf(alignment.Dmarc));
}

public sealed record DomainDeletedView(string Id)
{
    public string Object { get; } = "domain";

    public bool Deleted { get; } = true;
}
