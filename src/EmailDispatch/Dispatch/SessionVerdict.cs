using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>What the answers of one session mean.</summary>
/// <param name="Session">What failed for everybody who was not refused; null if nothing did.</param>
/// <param name="Refused">What the refusals of single recipients mean.</param>
internal sealed record SessionVerdict(FailureClassification? Session, IReadOnlyDictionary<string, FailureClassification> Refused)
{
    /// <summary>The failure that counts for the provider. A provider that refuses a message or a recipient works.</summary>
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

/// <summary>What a provider gets of an email and may quote in its replies.</summary>
/// <param name="Sender">The envelope's sender.</param>
/// <param name="Others">Everything else that a caller chose, except the body.</param>
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
        ]);
}
