namespace EmailDispatch.Emails;

/// <summary>
/// A valid email as submitted (<see cref="EmailReader"/>), passed from intake to dispatch. Lists missing in emails from earlier releases are empty.
/// </summary>
public sealed record Email
{
    public const string DefaultStream = "transactional";

    /// <summary>The author and envelope sender.</summary>
    public required EmailAddress From { get; init; }

    /// <summary>The recipients; at least one.</summary>
    public required IReadOnlyList<EmailAddress> To { get; init; }

    public IReadOnlyList<EmailAddress> Cc { get; init => field = value ?? []; } = [];

    /// <summary>Recipients that appear only in the envelope.</summary>
    public IReadOnlyList<EmailAddress> Bcc { get; init => field = value ?? []; } = [];

    /// <summary>The original addresses of <see cref="To"/> and <see cref="Cc"/> if the API key redirects its emails; otherwise null.</summary>
    public IReadOnlyList<string>? OriginalTo { get; init; }

    /// <summary>Reply addresses other than <see cref="From"/>.</summary>
    public IReadOnlyList<EmailAddress> ReplyTo { get; init => field = value ?? []; } = [];

    /// <summary>The subject; may be empty.</summary>
    public required string Subject { get; init; }

    /// <summary>The HTML body; null if there is only <see cref="Text"/>.</summary>
    public string? Html { get; init; }

    /// <summary>The plain text body; null if there is only <see cref="Html"/>.</summary>
    public string? Text { get; init; }

    /// <summary>The text that intake made from <see cref="Html"/>; null if there is a <see cref="Text"/>, and in emails from earlier releases.</summary>
    public string? TextOfHtml { get; init; }

    /// <summary>
    /// The whole message if its sender gave one, to be sent as it is; else null. Then there are no bodies, the attachments are only named,
    /// <see cref="Headers"/> are those that instruct the email service and replace the message's own, and the recipients are those of the envelope.
    /// </summary>
    public byte[]? Raw { get; init; }

    /// <summary>The Message-ID in <see cref="Raw"/>, with its angle brackets; null if the dispatcher sets it.</summary>
    public string? MessageId { get; init; }

    /// <summary>Custom headers in the given order (<see cref="HeaderRules"/>).</summary>
    public IReadOnlyList<EmailHeader> Headers { get; init => field = value ?? []; } = [];

    /// <summary>Attached files, including inline images.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init => field = value ?? []; } = [];

    /// <summary>Labels for search and usage, not part of the message.</summary>
    public IReadOnlyList<Tag> Tags { get; init => field = value ?? []; } = [];

    /// <summary>When the email is due; null for immediately. After rescheduling, the time in the status row applies.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>An https URL for one-click unsubscribe (RFC 8058), or null.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>A <c>mailto:</c> URI for unsubscribe (RFC 2369), or null.</summary>
    public string? UnsubscribeMailto { get; init; }

    /// <summary>The kind of email; providers can be limited to streams. Default <see cref="DefaultStream"/>.</summary>
    public string Stream { get; init => field = value ?? DefaultStream; } = DefaultStream;

    /// <summary>The only provider to use; null for any.</summary>
    public string? Provider { get; init; }

    /// <summary>What to do if the outcome is unclear. Default <see cref="Delivery.AtLeastOnce"/>.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>The template and version that subject and bodies were made from; null if there was none.</summary>
    public TemplateUse? Template { get; init; }

    /// <summary>All envelope recipients, in the order to, cc, bcc.</summary>
    public IEnumerable<EmailAddress> Recipients() => To.Concat(Cc).Concat(Bcc);
}

/// <summary>
/// A custom header, such as <c>X-Entity-Ref-ID</c> (RFC 5322 section 3.6.8). The value is unfolded; composing the message encodes and folds it.
/// </summary>
public sealed record EmailHeader(string Name, string Value);

/// <summary>
/// An attached file; the content may be empty. <paramref name="ContentId"/> is the id that the HTML body uses (<c>cid:logo</c>), without angle
/// brackets, or null.
/// </summary>
public sealed record Attachment(string Filename, byte[] Content, string ContentType, string? ContentId = null)
{
    /// <summary>The https URL from which intake fetches the content; null once fetched. Until then the name and type may be empty.</summary>
    public Uri? Path { get; init; }
}

/// <summary>A label on an email. As in the Resend API, name and value have at most 256 ASCII letters, digits, underscores or hyphens.</summary>
public sealed record Tag(string Name, string Value);

/// <summary>
/// What to do if it is unclear whether a provider accepted a message, because the connection broke after the final dot or the process crashed. SMTP
/// has no way to ask (RFC 5321 section 4.5.3.2.6).
/// </summary>
public enum Delivery
{
    /// <summary>Send again with the same Message-ID; the recipient may get the email twice.</summary>
    AtLeastOnce,

    /// <summary>Do not send again; the status is <c>unknown</c>.</summary>
    AtMostOnce,
}
