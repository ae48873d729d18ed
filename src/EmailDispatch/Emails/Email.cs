namespace EmailDispatch.Emails;

/// <summary>An email as its sender asked for it, valid by <see cref="EmailReader"/>. It travels in this form from intake to dispatch.</summary>
/// <remarks>A list that an earlier release did not write reads as empty.</remarks>
public sealed record Email
{
    /// <summary>The stream of what is sent to one person for something that person did.</summary>
    public const string DefaultStream = "transactional";

    /// <summary>The author; also the reverse-path of the envelope.</summary>
    public required EmailAddress From { get; init; }

    /// <summary>Recipients shown in the message; at least one.</summary>
    public required IReadOnlyList<EmailAddress> To { get; init; }

    /// <summary>Recipients shown as copied.</summary>
    public IReadOnlyList<EmailAddress> Cc { get; init => field = value ?? []; } = [];

    /// <summary>Recipients in the envelope only; they appear nowhere in the message.</summary>
    public IReadOnlyList<EmailAddress> Bcc { get; init => field = value ?? []; } = [];

    /// <summary>
    /// The addresses that <see cref="To"/> and <see cref="Cc"/> had as the caller named them, where the API key redirects all its emails to one
    /// address; null where it does not.
    /// </summary>
    public IReadOnlyList<string>? OriginalTo { get; init; }

    /// <summary>Where answers go, when not to <see cref="From"/>.</summary>
    public IReadOnlyList<EmailAddress> ReplyTo { get; init => field = value ?? []; } = [];

    /// <summary>The subject; may be empty.</summary>
    public required string Subject { get; init; }

    /// <summary>The HTML body; null when there is only <see cref="Text"/>.</summary>
    public string? Html { get; init; }

    /// <summary>The plain text body; null when there is only <see cref="Html"/>, from which it is then made.</summary>
    public string? Text { get; init; }

    /// <summary>
    /// The plain text that intake made from <see cref="Html"/>; null where the caller gave a <see cref="Text"/>, and in an email that an
    /// earlier release accepted.
    /// </summary>
    public string? TextOfHtml { get; init; }

    /// <summary>Additional header fields, in the order given; none of those that belong to the message itself (<see cref="HeaderRules"/>).</summary>
    public IReadOnlyList<EmailHeader> Headers { get; init => field = value ?? []; } = [];

    /// <summary>Files that travel with the email, inline images among them.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init => field = value ?? []; } = [];

    /// <summary>Labels for search and statistics; never part of the message.</summary>
    public IReadOnlyList<Tag> Tags { get; init => field = value ?? []; } = [];

    /// <summary>When it is due; null at once. The row has the word where it was rescheduled since.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>An https address that takes a recipient off the list by a POST, RFC 8058; null where there is none.</summary>
    public string? UnsubscribeUrl { get; init; }

    /// <summary>A <c>mailto:</c> URI that does the same by an email, RFC 2369; null where there is none.</summary>
    public string? UnsubscribeMailto { get; init; }

    /// <summary>What kind of traffic it is; providers can be kept to some. Default <see cref="DefaultStream"/>.</summary>
    public string Stream { get; init => field = value ?? DefaultStream; } = DefaultStream;

    /// <summary>The only provider to send through; null lets the dispatcher choose.</summary>
    public string? Provider { get; init; }

    /// <summary>What to do where SMTP leaves the outcome unknowable. Default <see cref="Delivery.AtLeastOnce"/>.</summary>
    public Delivery Delivery { get; init; }

    /// <summary>All recipients of the envelope, in the order to, cc, bcc.</summary>
    public IEnumerable<EmailAddress> Recipients() => To.Concat(Cc).Concat(Bcc);
}

/// <summary>A header field of the caller's own, such as <c>X-Entity-Ref-ID</c>.</summary>
/// <param name="Name">The field name, RFC 5322 section 3.6.8.</param>
/// <param name="Value">The unfolded value; encoded and folded when the message is composed.</param>
public sealed record EmailHeader(string Name, string Value);

/// <summary>A label on an email. Name and value have at most 256 ASCII letters, digits, underscores or hyphens, as in the Resend API.</summary>
/// <param name="Name">What is told.</param>
/// <param name="Value">Its value for this email.</param>
public sealed record Tag(string Name, string Value);

/// <summary>
/// What to do when a provider may or may not have taken a message: the connection broke after the final dot, or the process died while
/// sending. SMTP has no way to ask (RFC 5321 section 4.5.3.2.6).
/// </summary>
public enum Delivery
{
    /// <summary>Send again, with the same Message-ID: the recipient may have it twice.</summary>
    AtLeastOnce,

    /// <summary>Never again: the recipient may not have it, and its status is <c>unknown</c>.</summary>
    AtMostOnce,
}
