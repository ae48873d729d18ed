namespace EmailDispatch.Emails;

/// <summary>A delivery problem and its fix. The response reports it, and the email is sent anyway. Codes such as <c>html_only</c> are stable.</summary>
public sealed record Advice(string Code, string Message)
{
    public static readonly Advice NoReplyFrom = new("noreply_from", "Recipients who cannot reply report more emails as spam; send from an address that is read, or set reply_to.");

    public static readonly Advice FreemailFrom = new("freemail_from", "Email from a free mailbox domain fails DMARC unless that service sends it; send from your own domain.");

    public static readonly Advice FromNameIsAddress = new("from_name_is_address", "An address as the display name looks like a forged sender; use the name of a person or organization.");

    public static readonly Advice HtmlOnly = new("html_only", "Without text, one is made from html; your own text reads better, and filters prefer emails with both.");

    public static readonly Advice NoUnsubscribe = new("no_unsubscribe", "Large mailbox services require one-click unsubscribe for marketing email; set unsubscribe_url or unsubscribe_mailto.");

    public static readonly Advice ShoutingSubject = new("shouting_subject", "A subject in capitals or with several exclamation marks counts as spam; write it as a sentence.");

    public static readonly Advice SpamWords = new("spam_words", "Subject and text have several phrases that are frequent in spam; use other words.");

    public static readonly Advice UrlShortener = new("url_shortener", "Public URL shorteners hide the target and are on many block lists; link to the target itself.");

    public static readonly Advice ManyLinks = new("many_links", "The email has unusually many links; link to one page that has them all.");

    public static readonly Advice LargeMessage = new("large_message", "Many servers reject messages over 10 MB, including encoded attachments; link to the files instead.");

    public static readonly Advice FromDomainMismatch = new("from_domain_mismatch", "No provider that may send this email is set up for the from-domain, so SPF and DKIM belong to another domain; send from the provider's domain, or set up this domain there.");

    public static readonly Advice UnalignedProvider = new("unaligned_provider", "A provider that may send this email fails DMARC for the from-domain; publish the records that GET /domains shows, or do not use this provider for the domain.");

    /// <summary>All advice, in the order of the response.</summary>
    public static IReadOnlyList<Advice> All { get; } =
    [
        NoReplyFrom, FreemailFrom, FromNameIsAddress, HtmlOnly, NoUnsubscribe, ShoutingSubject, SpamWords, UrlShortener, ManyLinks, LargeMessage, FromDomainMismatch, UnalignedProvider,
    ];

    public static Advice? Find(string code) => All.FirstOrDefault(advice => advice.Code == code);
}
