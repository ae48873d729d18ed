namespace EmailDispatch.Replies;

/// <summary>Tells whom a reply names, by address or in words.</summary>
internal static class NamedParties
{
    public static bool NamesSenderAlone(string text, NormalisedReply reply) =>
        (text.Contains(GivenText.Sender) || Vocabulary.Find(Concept.Sender, reply.Text) >= 0)
        && !text.Contains(GivenText.Recipient) && Vocabulary.Find(Concept.Recipient, reply.Text) < 0;

    /// <summary>Whether the reply names the recipient by address or in words, other than in a link.</summary>
    public static bool NamesRecipient(string text, NormalisedReply reply) =>
        text.Contains(GivenText.Recipient) || Vocabulary.Find(Concept.Recipient, WithoutLinks(Meanings.WithoutTemplates(reply.Text))) >= 0;

    /// <summary>
    /// Whether the reply quotes our server's answer to a callout for the sender's address, in which "user unknown" means the sender. Exim quotes
    /// the command it sent only for senders; other servers name the address after the callout, or last.
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

    /// <summary>Whether the sender's is the only address, and no recipient is mentioned.</summary>
    public static bool IsAddressOfSenderAlone(string text, NormalisedReply reply) =>
        text.Contains(GivenText.Sender) && !text.Contains(GivenText.Recipient) && !text.Contains(GivenText.Other) && !reply.Text.Contains(" recipient", StringComparison.Ordinal);

    /// <summary>Whether the reply calls the recipient not verified, as sandboxes do.</summary>
    public static bool NamesRecipientAsUnverified(string text) =>
        text.Contains(GivenText.Recipient) && !text.Contains(GivenText.Sender) && text.Contains("not verified", StringComparison.OrdinalIgnoreCase);

    private static string WithoutLinks(string text) => string.Join(' ', text.Split(' ').Where(w => !w.Contains('/')));
}
