using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

internal static class SmtpSenderExtensions
{
    /// <summary>Sends an email through one provider, as a pass with no other provider does.</summary>
    public static async Task<SendResult> SendAsync(
        this SmtpSender sender, ProviderOptions provider, EmailReference reference, Email email, IReadOnlyList<EmailAddress> recipients, SendLimit limit,
        CancellationToken cancellationToken)
    {
        for (var fresh = false; ; fresh = true)
        {
            using var opening = sender.Open(provider, fresh, cancellationToken);
            var (connection, failure) = await opening.Session;
            var result = connection is null ? failure : await sender.SubmitAsync(connection, provider, reference, email, recipients, limit, hasOther: false, cancellationToken);
            if (result is not null)
                return result;
            Assert.False(fresh);
        }
    }
}
