namespace EmailDispatch.Emails.Advising;

/// <summary>What will hurt an email's delivery. It is told, and the email is sent all the same.</summary>
/// <param name="Code">A word that never changes, such as <c>html_only</c>.</param>
/// <param name="Message">The harm and the remedy, one sentence.</param>
public sealed record Advice(string Code, string Message)
{
    /// <summary>The author's address says that nobody reads answers.</summary>
    public static readonly Advice NoReplyFrom = new("noreply_from", "Recipients who cannot answer trust less and report more as spam; send from an address that is read, or set reply_to.");

    /// <summary>The author's domain is that of a free mailbox service.</summary>
    public static readonly Advice FreemailFrom = new("freemail_from", "Mail from a free mailbox domain fails DMARC unless that service itself sends it; send from a domain of your own.");

    /// <summary>The author's display name is an address.</summary>
    public static readonly Advice FromNameIsAddress = new("from_name_is_address", "An address as the display name looks like a forged sender; give the name of a person or an organisation.");

    /// <summary>There is no plain text.</summary>
    public static readonly Advice HtmlOnly = new("html_only", "There is no text, so one is made from the html; a text of your own reads better, and filters prefer emails that have both.");

    /// <summary>Marketing without a way out.</summary>
    public static readonly Advice NoUnsubscribe = new("no_unsubscribe", "Large mailbox services demand a one-click way out of marketing email; set unsubscribe_url or unsubscribe_mailto.");

    /// <summary>A subject in capitals or with a row of exclamation marks.</summary>
    public static readonly Advice ShoutingSubject = new("shouting_subject", "A subject in capitals or with several exclamation marks counts as spam; write it as a sentence.");

    /// <summary>Phrases that are frequent in spam.</summary>
    public static readonly Advice SpamWords = new("spam_words", "Subject and text have several phrases that are frequent in spam; say it in other words.");

    /// <summary>A link through a public shortener.</summary>
    public static readonly Advice UrlShortener = new("url_shortener", "Public URL shorteners hide the target and are on many block lists; link to the target itself.");

    /// <summary>More links than a letter has.</summary>
    public static readonly Advice ManyLinks = new("many_links", "The email has an unusual number of links; link to one page that has them all.");

    /// <summary>A message over 10 MB.</summary>
    public static readonly Advice LargeMessage = new("large_message", "Many servers refuse messages over 10 MB, attachments encoded; link to the files instead.");

    /// <summary>No provider sends for the author's domain.</summary>
    public static readonly Advice FromDomainMismatch = new("from_domain_mismatch", "No provider that may send this email is set up for the from-domain, so SPF and DKIM are of another one; send from the provider's domain, or set this one up there.");

    /// <summary>All there is, in the order in which it is told.</summary>
    public static IReadOnlyList<Advice> All { get; } =
    [
        NoReplyFrom, FreemailFrom, FromNameIsAddress, HtmlOnly, NoUnsubscribe, ShoutingSubject, SpamWords, UrlShortener, ManyLinks, LargeMessage, FromDomainMismatch,
    ];

    /// <summary>The advice of a code; null for a code that is not known.</summary>
    public static Advice? Find(string code) => All.FirstOrDefault(advice => advice.Code == code);
}
