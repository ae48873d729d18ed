namespace EmailDispatch.Replies;

/// <summary>Whom a reply names, by address or in words.</summary>
internal static class NamedParties
{
    /// <summary>Whether the sender is named, and the recipient is not.</summary>
    public static bool NamesSenderAlone(string text, NormalisedReply reply) =>
        (text.Contains(GivenText.Sender) || Vocabulary.Find(Concept.Sender, reply.Text) >= 0)
        && !text.Contains(GivenText.Recipient) && Vocabulary.Find(Concept.Recipient, reply.Text) < 0;

    /// <summary>Whether the recipient's address or any word for a recipient is there, other than in a link.</summary>
    public static bool NamesRecipient(string text, NormalisedReply reply) =>
        text.Contains(GivenText.Recipient) || Vocabulary.Find(Concept.Recipient, WithoutLinks(Meanings.WithoutTemplates(reply.Text))) >= 0;

    /// <summary>
    /// Whether a server asked ours for the sender's address and quotes the answer, in which "user unknown" is the sender. Exim quotes what it
    /// sent only for senders; elsewhere the address that was asked for is named after that, or last.
    /// </summary>
    public static bool IsAnswerAboutSender(string text, NormalisedReply reply)
    {
        if (!reply.Places.Has(Concept.Callout))
            return false;
        if (!text.Contains(GivenText.Recipient))
            return text.Contains(GivenText.Sender) || reply.Text.Contains(" sent rcpt to ", StringComparison.Ordinal) || reply.Text.Contains(" sent mail from ", StringComparison.Ordinal);
        var asked = Math.Max(0, Vocabulary.Find(Concept.Callout, text.ToLowerInvariant()));
        var next = text.AsSpan(asked).IndexOfAny(GivenText.Sender, GivenText.Recipient);
        return next >= 0 ? text[asked + next] == GivenText.Sender : text.LastIndexOf(GivenText.Sender) > text.LastIndexOf(GivenText.Recipient);
    }

    /// <summary>Whether the sender's is the only address, and no recipient is spoken of.</summary>
    public static bool IsAddressOfSenderAlone(string text, NormalisedReply reply) =>
        text.Contains(GivenText.Sender) && !text.Contains(GivenText.Recipient) && !text.Contains(GivenText.Other) && !reply.Text.Contains(" recipient", StringComparison.Ordinal);

    /// <summary>Whether the recipient is named as not verified, as sandboxes do.</summary>
    public static bool NamesRecipientAsUnverified(string text) =>
        text.Contains(GivenText.Recipient) && !text.Contains(GivenText.Sender) && text.Contains("not verified", StringComparison.OrdinalIgnoreCase);

    private static string WithoutLinks(string text) => string.Join(' ', text.Split(' ').Where(w => !w.Contains('/')));
}
