using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Smtp;
using EmailDispatch.Smtp.Html;
using EmailDispatch.Status;
using EmailDispatch.Storage;

namespace EmailDispatch.Dispatch;

/// <summary>Finds the content of emails that is kept in a blob, also after they have ended.</summary>
public sealed class KeptMessages(PayloadStore payloads, ProviderCatalogue providers)
{
    /// <summary>Returns the content of an email; null if it is not kept, or only in a queue message.</summary>
    public async Task<KeptMessage?> FindAsync(EmailRow row, CancellationToken cancellationToken)
    {
        try
        {
            var email = await payloads.ReadAsync(PayloadStore.NameOf(row.Tenant, row.Id), cancellationToken);

            // If the email was rescheduled, the row has the current scheduled time.
            return new KeptMessage(row.Id, email with { ScheduledAt = row.ScheduledAt }, providers.All.FirstOrDefault(provider => provider.Name == row.Provider) ?? new ProviderOptions());
        }
        catch (RequestFailedException missing) when (StorageFaults.IsMissing(missing))
        {
            return null;
        }
    }
}

/// <summary>The content of an email, and the provider that accepted it last.</summary>
public sealed record KeptMessage(EmailId Id, Email Email, ProviderOptions Provider)
{
    /// <summary>The email with the contents of its message, if that is sent as it is; text is then only the beginning.</summary>
    public Email Shown => Email.Raw is null ? Email : RawReader.WithContents(Email);

    /// <summary>The plain text of the message, which may have been made from the HTML; null without either.</summary>
    public static string? TextOf(Email email) => email.Text ?? email.TextOfHtml ?? (email.Html is { } html ? HtmlText.From(html) : null);

    /// <summary>
    /// Composes the message as it was sent, with today's settings of the provider and without a DKIM signature. What the provider changed on the way
    /// is not known here.
    /// </summary>
    public byte[] Compose() => MessageComposer.ComposeBytes(Id, Email, Provider);
}
