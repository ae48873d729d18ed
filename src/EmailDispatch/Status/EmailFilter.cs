namespace EmailDispatch.Status;

/// <summary>Conditions on a row beyond those of <see cref="StatusQuery"/>. Parts of texts are found ignoring case; a condition that is null holds for every row.</summary>
public sealed record EmailFilter
{
    /// <summary>The maximum length of a text to search for.</summary>
    public const int MaxLength = 255;

    /// <summary>The most that <see cref="MinAttempts"/> can ask for.</summary>
    public const int MaxMinAttempts = 1_000;

    public static readonly EmailFilter None = new();

    /// <summary>Only emails with an attempt, a recipient or a report of this failure category.</summary>
    public string? Category { get; init; }

    public string? Stream { get; init; }

    /// <summary>Only emails made from the template with this id.</summary>
    public string? Template { get; init; }

    /// <summary>Only emails with this text in the subject.</summary>
    public string? Subject { get; init; }

    /// <summary>Only emails with this text in the sender's name or address.</summary>
    public string? Sender { get; init; }

    /// <summary>Only emails with this text in the address of a recipient.</summary>
    public string? Recipient { get; init; }

    /// <summary>Whether bcc recipients are found too.</summary>
    public bool IncludesBcc { get; init; }

    /// <summary>Only emails that were last accepted by a provider other than the first one asked, or only the others.</summary>
    public bool? IsFallback { get; init; }

    /// <summary>Only emails with at least as many attempts, counting those whose details are omitted.</summary>
    public int? MinAttempts { get; init; }

    /// <summary>Whether it holds for every row.</summary>
    public bool IsEmpty => this with { IncludesBcc = false } == None;

    internal bool Matches(EmailRow row) =>
        (Category is null || HasCategory(row))
        && (Stream is null || row.Stream == Stream)
        && (Template is null || row.Template?.Id.Equals(Template, StringComparison.OrdinalIgnoreCase) == true)
        && IsPart(Subject, row.Subject)
        && IsPart(Sender, row.From)
        && (Recipient is null || row.Recipients.Any(r => (IncludesBcc || r.Kind != RecipientKind.Bcc) && IsPart(Recipient, r.Address)))
        && (IsFallback is null || IsFallback == (row.Provider is not null && row.Attempts.Count > 0 && row.Attempts[0].Provider != row.Provider))
        && (MinAttempts is null || row.Attempts.Count + row.OmittedAttempts.Sum(t => t.Count) >= MinAttempts);

    private bool HasCategory(EmailRow row) =>
        row.Attempts.Any(a => a.Category == Category) || row.OmittedAttempts.Any(t => t.Category == Category)
        || row.Recipients.Any(r => (IncludesBcc || r.Kind != RecipientKind.Bcc) && (r.Category == Category || r.Report?.Category == Category));

    // The author of a drop may be missing.
    private static bool IsPart(string? part, string? text) => part is null || text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
