using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>The failures of one session: for all recipients that were not refused individually (null for none), and for each that was.</summary>
internal sealed record SessionVerdict(FailureClassification? Session, IReadOnlyDictionary<string, FailureClassification> Refused)
{
    /// <summary>The failure that counts for the provider. A provider that refuses a message or a recipient is healthy.</summary>
    public FailureClassification? Heaviest => Refused.Values.Append(Session).OfType<FailureClassification>().MaxBy(failure => failure.Breaker);

    public static SessionVerdict Of(SendResult result, GivenValues given, IReadOnlyList<Recipient> recipients, FailureClassifier classifier)
    {
        var refused = result.Refused.ToDictionary(
            refusal => refusal.Key,
            refusal => classifier.Classify(new Failure(SmtpPhase.RcptTo, refusal.Value) { Sender = given.Sender, Recipient = refusal.Key, Given = given.Others }),
            StringComparer.OrdinalIgnoreCase);
        if (result.Accepted)
            return new SessionVerdict(null, refused);
        if (result.Phase == SmtpPhase.RcptTo && refused.Count == recipients.Count)
            return new SessionVerdict(refused.Values.First(), refused);

        var failure = new Failure(result.Phase, result.Reply)
        {
            OneRecipient = recipients.Count == 1,
            Sender = given.Sender,
            Given = given.Others,
            Recipient = recipients.Count == 1 ? recipients[0].Address : null,
        };
        return new SessionVerdict(classifier.Classify(failure), refused);
    }
}

/// <summary>The values of an email that a provider receives and may quote: the envelope sender, and all that a caller chose, except the body.</summary>
internal sealed record GivenValues(string Sender, IReadOnlyList<string> Others)
{
    public static GivenValues Of(EmailReference reference, Email email, ProviderOptions provider) => new(
        ReturnPath.Of(provider, reference) ?? (provider.Rewrites(email.From.Domain) ? provider.DefaultFromAddress : email.From.Address),
        [
            .. email.Recipients().Append(email.From).Concat(email.ReplyTo).SelectMany(a => a.Name is { } name ? (string[])[a.Address, name] : [a.Address]),
            $"{reference.Id}@{email.From.AsciiDomain}",
            email.Subject,
            .. email.Headers.Select(h => h.Value),
            .. email.Attachments.Select(a => a.Filename),
            .. email.Raw is { } raw ? RawReader.ValuesOf(raw) : [],
        ]);
}
