namespace EmailDispatch.Emails.Advising;

/// <summary>Finds advice for one email. Rules take linear time and read only the beginning of a body, so large emails are accepted quickly.</summary>
public static class AdviceRules
{
    private const string MarketingStream = "marketing";
    private const long LargeBytes = 10 * 1024 * 1024;

    // About as many as in a newsletter with three links for each of eight articles.
    internal const int MaxLinks = 25;

    /// <summary>The number of characters read from a body.</summary>
    internal const int MaxBodyLength = 256 * 1024;

    /// <summary>Returns the advice that applies, in the order of <see cref="Advice.All"/>.</summary>
    public static IEnumerable<Advice> For(Email email, long size)
    {
        if (SenderRules.IsNoReply(email.From) && email.ReplyTo.Count == 0)
            yield return Advice.NoReplyFrom;
        if (FreemailDomains.Contains(email.From.AsciiDomain))
            yield return Advice.FreemailFrom;
        if (SenderRules.HasAddressAsName(email.From))
            yield return Advice.FromNameIsAddress;
        if (email.Raw is null && email.Html is not null && string.IsNullOrWhiteSpace(email.Text))
            yield return Advice.HtmlOnly;
        if (email.Stream == MarketingStream && !UnsubscribeHeaders.IsIn(email))
            yield return Advice.NoUnsubscribe;
        if (SubjectRules.IsShouting(email.Subject))
            yield return Advice.ShoutingSubject;
        if (SpamPhrases.AreMany(email.Subject, Beginning(email.Text ?? email.Html)))
            yield return Advice.SpamWords;

        var (html, text) = (BodyLinks.OfHtml(Beginning(email.Html)), BodyLinks.OfText(Beginning(email.Text)));
        if (html.HasShortener || text.HasShortener)
            yield return Advice.UrlShortener;

        // The text repeats the links of the HTML.
        if (Math.Max(html.Count, text.Count) > MaxLinks)
            yield return Advice.ManyLinks;
        if (size > LargeBytes)
            yield return Advice.LargeMessage;
    }

    internal static ReadOnlySpan<char> Beginning(string? body) => body.AsSpan(0, Math.Min(body?.Length ?? 0, MaxBodyLength));
}
