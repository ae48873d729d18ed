using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Dispatch;

/// <summary>What a provider is given of an email and may quote in its replies.</summary>
/// <param name="Sender">The envelope's sender.</param>
/// <param name="Others">All else that a caller chose, but for the body.</param>
internal sealed record GivenValues(string Sender, IReadOnlyList<string> Others)
{
    public static GivenValues Of(EmailId id, Email email, ProviderOptions provider) => new(
        provider.Rewrites(email.From.Domain) ? provider.DefaultFromAddress : email.From.Address,
        [
            .. email.Recipients().Append(email.From).Concat(email.ReplyTo).SelectMany(a => a.Name is { } name ? (string[])[a.Address, name] : [a.Address]),
            $"{id}@{email.From.AsciiDomain}",
            email.Subject,
            .. email.Headers.Select(h => h.Value),
            .. email.Attachments.Select(a => a.Filename),
        ]);
}
