using EmailDispatch.Emails;

namespace EmailDispatch.Senders;

/// <summary>Checked settings of a sender.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">The id of the API key; null for all.</param>
/// <param name="Stream">The stream; null for all.</param>
public sealed record SenderRule(string Tenant, string? Key, string? Stream)
{
    /// <summary>Emails are sent as they are, whatever the rules after this one say.</summary>
    public const string NoLayout = "none";

    public EmailDefaults Defaults { get; init; } = new();

    /// <summary>The id or alias of the template into which HTML is put, or <see cref="NoLayout"/>; null if another rule decides.</summary>
    public string? Layout { get; init; }

    /// <summary>The size in bytes above which attachments are sent as links; null if another rule decides.</summary>
    public int? LinkAttachmentsAbove { get; init; }

    public int? PerDay { get; init; }

    public int? PerMonth { get; init; }

    public bool HasQuota => PerDay is not null || PerMonth is not null;

    /// <summary>Rules for a key come before those for a stream, and those before rules for the tenant.</summary>
    internal int Precedence => (Key is null ? 0 : 2) + (Stream is null ? 0 : 1);

    internal bool IsFor(string tenant, string? key) => Tenant == tenant && (Key is null || Key == key);
}
