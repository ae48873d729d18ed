using EmailDispatch.Domains;
using EmailDispatch.Domains.Services;
using EmailDispatch.Emails.Idn;
using EmailDispatch.Providers;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Adds DKIM signatures (RFC 6376) to composed messages for the domain in <c>From</c>, for each provider separately. The message is final by then: it
/// is encoded for 7 bits, and MailKit does not change a signed message. If anything fails here, the message is sent without a signature.
/// </summary>
public sealed partial class MessageSigner(DomainSigning signing, TimeProvider time, ILogger<MessageSigner> logger)
{
    // The fields that a receiver shows or acts on. Fields that services add or use as instructions are not signed.
    private static readonly string[] Signed =
    [
        "From", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "To", "Cc", "MIME-Version", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post",
    ];

    /// <summary>Signs a message if the tenant has DKIM keys for its domain.</summary>
    public async ValueTask SignAsync(MimeMessage message, string? tenant, ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (tenant is null)
            return;

        var author = message.From.Mailboxes.First().Domain;
        var domain = DomainName.TryToAscii(author, out var ascii) ? ascii : author;
        var raw = message.Body as RawBody;
        var fieldsBefore = message.Headers.Count;
        try
        {
            var (keys, isComplete) = await signing.FindAsync(tenant, domain, cancellationToken);
            raw?.ShowFields(message.Headers);
            var fields = FieldsToSign(message, MailServices.Find(provider.Preset)?.Replaces ?? []);
            foreach (var key in keys)
                new KeySigner(key, time).Sign(message, fields);
            if (keys.Count > 0 || !isComplete)
                DispatchTelemetry.CountSignature(isComplete ? "signed" : keys.Count > 0 ? "incomplete" : "key_missing");
        }
        catch (Exception fault) when (fault is not OperationCanceledException and not OutOfMemoryException)
        {
            // Only those added here: a message that is sent as it is may have its own.
            while (message.Headers.Count > fieldsBefore)
                message.Headers.RemoveAt(0);
            DispatchTelemetry.CountSignature("failed");
            Log.NotSigned(logger, fault, domain, tenant);
        }
        finally
        {
            raw?.HideFields();
        }
    }

    private static List<string> FieldsToSign(MimeMessage message, IReadOnlyList<string> replaced) =>
    [
        // Listed once more than it occurs, so that nobody can add another one (RFC 6376 section 8.15).
        "From",
        .. message.Headers.Where(header => Signed.Contains(header.Field, StringComparer.OrdinalIgnoreCase) && !replaced.Contains(header.Field, StringComparer.OrdinalIgnoreCase)).Select(header => header.Field),
        .. message.Body!.Headers.Where(header => header.Field.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)).Select(header => header.Field),
    ];

    private static partial class Log
    {
        [LoggerMessage(7003, LogLevel.Error, "An email from {Domain} of {Tenant} could not be signed and is sent without a signature")]
        public static partial void NotSigned(ILogger logger, Exception fault, string domain, string tenant);
    }
}
