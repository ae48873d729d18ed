using System.Text.RegularExpressions;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Senders;
using EmailDispatch.Smtp;
using EmailDispatch.Smtp.Html;
using EmailDispatch.Templates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>Reads a submission and checks whether this submitter may send it. It stores nothing.</summary>
public sealed partial class SubmissionReader(
    ProviderEligibility eligibility, AttachmentFetcher attachments, AttachmentLinks links, PublishedTemplates templates, SenderRules rules, IOptions<EmailLimits> limits, TimeProvider time,
    ILogger<SubmissionReader> logger)
{
    /// <summary>Returns the email with the files it gives by URL, whose bytes are taken from <paramref name="files"/>, or why it is refused. Nothing is fetched for an email refused anyway.</summary>
    public async Task<EmailReadResult> ReadAsync(Submitter submitter, ReadOnlyMemory<byte> json, RequestShare files, CancellationToken cancellationToken)
    {
        var read = await ReadUnfetchedAsync(submitter, json, cancellationToken);
        if (read.Email is not { } email || email.Attachments.All(a => a.Path is null))
            return read;

        // The size of the email is known only now.
        return Judge(submitter, await attachments.FetchAsync(email, files.HoldMore, cancellationToken)) with { IsDryRun = read.IsDryRun };
    }

    /// <summary>Returns the email with what its template gives it, but without the files it gives by URL, or why it is refused.</summary>
    public async ValueTask<EmailReadResult> ReadUnfetchedAsync(Submitter submitter, ReadOnlyMemory<byte> json, CancellationToken cancellationToken, ReadOnlyMemory<byte> before = default)
    {
        var now = time.GetUtcNow();
        var read = EmailReader.Read(json, limits.Value, now, before, DefaultsOf);
        if (read.Raw is { } raw)
            return Read(submitter, raw);

        if (read.Template is { } wanted)
        {
            var (rendered, errors) = await templates.RenderAsync(submitter.Tenant, wanted, cancellationToken);
            if (rendered is null)
                return EmailReadResult.Of(EmailFault.Invalid, errors) with { IsDryRun = read.IsDryRun };
            read = EmailReader.Read(json, limits.Value, now, before, DefaultsOf, rendered);
        }

        read = await InLayoutAsync(submitter, read, cancellationToken);
        return Judge(submitter, WithText(Redirection.Apply(read, submitter.Recipients.RedirectTo))) with { IsDryRun = read.IsDryRun };

        EmailDefaults DefaultsOf(string stream) => rules.DefaultsOf(submitter.Tenant, submitter.Key, stream);
    }

    /// <summary>Returns the email of a message that is sent as it is, or why it is refused.</summary>
    public EmailReadResult Read(Submitter submitter, RawSubmission submission)
    {
        var read = RawReader.Read(submission, limits.Value, time.GetUtcNow());
        if (read.OtherSenders.FirstOrDefault(sender => !submitter.MaySendFrom(sender.Domain)) is { } other)
            return EmailReadResult.Of(EmailFault.FromNotAllowed, new FieldError("from", $"or Sender is of the domain {other.Domain}, which this API key may not send from"));

        // Its other fields are in the message, which stays as it is.
        if (read.Email is { } own)
            read = read with { Email = own with { Tags = [.. EmailDefaults.AddTo(own.Tags, rules.DefaultsOf(submitter.Tenant, submitter.Key, own.Stream).Tags).Take(EmailLimits.MaxTags)] } };

        var judged = Judge(submitter, Redirection.Apply(read, submitter.Recipients.RedirectTo)) with { IsDryRun = read.IsDryRun, IdempotencyKey = read.IdempotencyKey };

        // The bodies were read for advice; the message has them.
        return judged.Email is { } email ? judged with { Email = email with { Html = null, Text = null } } : judged;
    }

    /// <summary>Returns an email of a batch, or why it is refused. Fetching the files of a hundred emails would take too long, so no URLs.</summary>
    public async ValueTask<EmailReadResult> ReadOfBatchAsync(Submitter submitter, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> before, CancellationToken cancellationToken)
    {
        var read = await ReadUnfetchedAsync(submitter, json, cancellationToken, before);
        var errors = (read.Email?.Attachments ?? []).Index()
            .Where(a => a.Item.Path is not null)
            .Select(a => new FieldError($"attachments[{a.Index}].path", "must not be used in a batch; give the content, or send the email alone"))
            .ToList();
        if (read.IsDryRun)
            errors.Add(new FieldError("dry_run", "must not be true in a batch; send the email alone"));
        return errors.Count > 0 ? EmailReadResult.Of(EmailFault.Invalid, errors) : read;
    }

    /// <summary>Puts the HTML of an email into the layout of its sender. A whole document has its own.</summary>
    private async ValueTask<EmailReadResult> InLayoutAsync(Submitter submitter, EmailReadResult read, CancellationToken cancellationToken)
    {
        if (read.Email is not { Template: null, Html: { Length: > 0 } html } email || rules.LayoutOf(submitter.Tenant, submitter.Key, email.Stream) is not { } layout || WholeDocument().IsMatch(html))
            return read;

        var (wrapped, use, fault) = await templates.WrapAsync(submitter.Tenant, layout, html, cancellationToken);
        if (use is null)
            Log.LayoutUnusable(logger, submitter.Tenant, fault!.Message);
        var result = fault is null
            ? EmailReadResult.Of(email with { Html = wrapped, Template = use }, limits.Value)
            : EmailReadResult.Of(use is null ? EmailFault.LayoutUnusable : EmailFault.Invalid, fault);
        return result with { IsDryRun = read.IsDryRun };
    }

    // Done here, once: dispatch may attempt an email many times, and would then parse untrusted HTML alongside the emails of others.
    private static EmailReadResult WithText(EmailReadResult read)
    {
        if (read.Email is not { Html: { } html, Text: null } email)
            return read;

        var text = HtmlText.From(html);
        return read with { Email = email with { TextOfHtml = text }, Size = read.Size + MessageSize.OfText(text) };
    }

    private EmailReadResult Judge(Submitter submitter, EmailReadResult read)
    {
        if (read.Email is not { } email)
            return read;

        if (!submitter.MaySendFrom(email.From.Domain))
            return EmailReadResult.Of(EmailFault.FromNotAllowed, new FieldError("from", $"is of the domain {email.From.Domain}, which this API key may not send from"));

        if (FindRecipientFaults(submitter.Recipients, email) is { Count: > 0 } notAllowed)
            return EmailReadResult.Of(EmailFault.RecipientNotAllowed, notAllowed);

        if (!submitter.MaySetProviderHeaders && ProviderHeaders.FindFaults(email) is { Count: > 0 } faults)
            return EmailReadResult.Of(EmailFault.Invalid, faults);

        if (MessageComposer.FindFault(email) is { } fault)
            return EmailReadResult.Of(EmailFault.Invalid, fault);

        // Judged by what is sent. Its files can be taken out only once all have been fetched.
        var sent = links.Choose(submitter.Tenant, submitter.Key, read);
        var judged = eligibility.Judge(submitter.Tenant, sent);
        return judged.Email is not null && email.Attachments.Any(a => a.Path is not null) ? read with { Advice = judged.Advice } : judged;
    }

    private static List<FieldError> FindRecipientFaults(RecipientRules rules, Email email)
    {
        if (!rules.IsRestricted)
            return [];

        return
        [
            .. from list in new[] { ("to", email.To), ("cc", email.Cc), ("bcc", email.Bcc) }
               from recipient in list.Item2.Index()
               where !rules.Allow(recipient.Item.Address)
               select new FieldError($"{list.Item1}[{recipient.Index}]", $"is {recipient.Item.Address}, to which this API key may not send; it may send to {rules}"),
        ];
    }

    [GeneratedRegex(@"<(!doctype|html|head|body)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WholeDocument();

    private static partial class Log
    {
        [LoggerMessage(1005, LogLevel.Error, "An email of {Tenant} is not accepted: its html {Fault}")]
        public static partial void LayoutUnusable(ILogger logger, string tenant, string fault);
    }
}
