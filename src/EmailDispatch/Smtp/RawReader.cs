using EmailDispatch.Emails;
using MimeKit;
using MimeKit.Utils;

namespace EmailDispatch.Smtp;

/// <summary>
/// Reads a message that is to be sent as it is: who sends it to whom, and what it asks of the dispatcher (<see cref="ControlFields"/>). Takes out what
/// must not be sent: blind copies, Return-Path and the fields for the dispatcher. A stranger writes it, so size, number and depth are limited first.
/// </summary>
public static class RawReader
{
    /// <summary>The field of faults that concern the message as a whole.</summary>
    public const string Field = "raw";

    private const int MaxHops = 100;

    private static readonly string[] Once = ["From", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"];

    private static readonly string[] NotSent = ["Bcc", "Resent-Bcc", "Return-Path", Providers.ReferenceHeader.OwnField, .. ControlFields.Names];

    private static readonly ParserOptions Addresses = new() { AddressParserComplianceMode = RfcComplianceMode.Loose, MaxAddressGroupDepth = 3 };

    /// <summary>Returns the email, with its bodies only for advice, or all its faults.</summary>
    public static EmailReadResult Read(RawSubmission submission, EmailLimits limits, DateTimeOffset now)
    {
        if (submission.Message.Length > limits.MaxMessageBytes)
            return EmailReadResult.Of(EmailFault.TooLarge, new FieldError(Field, $"is larger than the limit of {limits.MaxMessageBytes:N0} bytes; link to large files instead"));

        if (RawBytes.Normalise(submission.Message, out var fault) is not { } message || RawStructure.Normalise(message, out fault) is not { } structure)
            return EmailReadResult.Of(EmailFault.Invalid, new FieldError(Field, fault!));
        if (RawHead.Read(structure.Bytes, out fault) is not { } head)
            return EmailReadResult.Of(EmailFault.Invalid, new FieldError(Field, fault!));

        var fields = new JsonFields();
        foreach (var name in Once)
        {
            if (head.Fields.Count(field => field.Is(name)) > 1)
                fields.Refuse(name, "is in the message more than once");
        }

        // RFC 5321 section 6.3.
        if (head.Fields.Count(field => field.Is("Received")) > MaxHops)
            fields.Refuse(Field, $"has passed more than {MaxHops} servers (Received) and may be in a loop");

        List<EmailAddress> authors = ReadSenders(head, "From", fields), senders = ReadSenders(head, "Sender", fields);
        var email = ReadEmail(submission, head, structure, authors, now, fields);
        var read = fields.Errors.Count > 0 ? EmailReadResult.Of(EmailFault.Invalid, fields.Errors) : EmailReadResult.Of(email!, limits);
        return read with { IsDryRun = submission.IsDryRun, OtherSenders = [.. authors.Skip(1), .. senders], IdempotencyKey = ControlFields.FindKey(head) };
    }

    private static Email? ReadEmail(RawSubmission submission, RawHead head, RawStructure structure, List<EmailAddress> authors, DateTimeOffset now, JsonFields fields)
    {
        var control = ControlFields.Read(head, now, fields);
        List<MailboxAddress> writtenTo = Mailboxes(head, "To"), writtenCc = Mailboxes(head, "Cc");
        var recipients = ReadRecipients(submission, [.. writtenTo, .. writtenCc, .. Mailboxes(head, "Bcc")], fields);
        Dictionary<string, string?> to = NamesOf(writtenTo), cc = NamesOf(writtenCc);
        var subject = head.Find("Subject") is { } given ? TextOf(given) : "";
        if (subject.Length > EmailLimits.MaxSubjectLength)
            fields.Refuse("Subject", $"must be at most {EmailLimits.MaxSubjectLength} characters long, not {subject.Length}");
        if (authors.Count == 0)
            return null;

        var kept = head.Fields.Where(field => !NotSent.Contains(field.Name, StringComparer.OrdinalIgnoreCase) && !field.Is("Message-ID")).ToList();
        var givenId = head.Find("Message-ID");
        var isOwnId = EmailReference.TryParseMessageId(givenId?.Text, out _);
        var messageId = isOwnId || givenId?.Text is null or "" ? null : givenId;

        // A message that was sent from here before may be in a loop, in which nobody else counts.
        RawField[] trace = isOwnId || head.Find(Providers.ReferenceHeader.OwnField) is not null ? [RawField.Of("Received", $"by email-dispatch; {DateUtils.FormatDate(now)}")] : [];
        return new Email
        {
            From = authors[0],
            To = [.. recipients.Where(r => to.ContainsKey(r.Address)).Select(r => r with { Name = to[r.Address] })],
            Cc = [.. recipients.Where(r => !to.ContainsKey(r.Address) && cc.ContainsKey(r.Address)).Select(r => r with { Name = cc[r.Address] })],
            Bcc = [.. recipients.Where(r => !to.ContainsKey(r.Address) && !cc.ContainsKey(r.Address))],
            ReplyTo = [.. Mailboxes(head, "Reply-To").Select(Read).OfType<EmailAddress>().Take(EmailLimits.MaxReplyTo)],
            Subject = TextSafety.FindUnsafe(subject) is null ? subject : string.Concat(subject.Where(c => TextSafety.FindUnsafe(c.ToString()) is null)),
            Html = structure.Html,
            Text = structure.Text,
            Attachments = structure.Files,
            Headers = [.. kept.Where(field => ProviderHeaders.Controls(field.Name) || field.Is(UnsubscribeHeaders.Name)).Select(field => new EmailHeader(field.Name, field.Text))],
            Tags = [.. submission.Tags, .. control.Tags.Where(tag => submission.Tags.All(other => other.Name != tag.Name))],
            ScheduledAt = submission.ScheduledAt ?? control.ScheduledAt,
            Stream = submission.Stream ?? control.Stream ?? Email.DefaultStream,
            Provider = submission.Provider ?? control.Provider,
            Delivery = submission.Delivery ?? control.Delivery ?? Delivery.AtLeastOnce,
            MessageId = messageId?.Text,
            Raw = new RawHead([.. trace, .. head.Fields.Where(field => field == messageId || kept.Contains(field)).Select(field => field.IsUtf8 ? field : field.Encoded())], head.Body).ToBytes(),
        };
    }

    /// <summary>The values of the header of a message, which a provider may quote.</summary>
    public static IEnumerable<string> ValuesOf(byte[] message) => RawHead.Read(message, out _) is { } head ? head.Fields.Select(field => field.Text) : [];

    /// <summary>Returns an email with the beginning of its bodies and its files, to be shown.</summary>
    public static Email WithContents(Email email)
    {
        using var message = RawStructure.Parse(email.Raw);
        return email with { Html = RawStructure.Beginning(message, part => part.IsHtml), Text = RawStructure.Beginning(message, part => part.IsPlain), Attachments = RawStructure.FilesOf(message) };
    }

    /// <summary>Reads the mailboxes of From or Sender. They decide whether the API key may send it, so they must leave no doubt.</summary>
    private static List<EmailAddress> ReadSenders(RawHead head, string name, JsonFields fields)
    {
        var senders = new List<EmailAddress>();
        var path = name == "From" ? "from" : name;
        if (head.Find(name) is not { } field)
        {
            if (name == "From")
                fields.Refuse(path, "is missing in the message");
            return senders;
        }

        // An @ or a < that is not of an address, and not quoted, might be one for another reader.
        var plain = SenderText.WithoutQuotes(field.Text);
        if (!InternetAddressList.TryParse(Addresses, field.Text, out var list) || list.Count == 0 || list.Any(address => address is not MailboxAddress)
            || plain.Count(c => c == '@') != list.Count || plain.Count(c => c == '<') > list.Count)
        {
            fields.Refuse(path, "must be one or more addresses such as Jane <jane@example.com>; put a name with other characters in quotation marks");
            return senders;
        }

        foreach (var mailbox in list.Cast<MailboxAddress>())
        {
            if (EmailAddressParser.TryParse(mailbox.Address, out var address, out var fault))
                senders.Add(address with { Name = NameOf(mailbox) });
            else
                fields.Refuse(path, fault);
        }

        return senders;
    }

    private static List<EmailAddress> ReadRecipients(RawSubmission submission, IReadOnlyList<MailboxAddress> written, JsonFields fields)
    {
        var recipients = new List<EmailAddress>();
        var given = submission.Recipients ?? [.. written.Select(mailbox => mailbox.Address)];
        foreach (var (n, text) in given.Take(EmailLimits.MaxRecipients + 1).Index())
        {
            if (EmailAddressParser.TryParse(text, out var address, out var fault))
                recipients.Add(address);
            else
                fields.Refuse($"to[{n}]", fault);
        }

        if (given.Count == 0)
            fields.Refuse("to", "is required, because the message names nobody in To, Cc or Bcc");
        if (given.Count > EmailLimits.MaxRecipients)
            fields.Refuse("to", $"must have at most {EmailLimits.MaxRecipients} recipients, not {given.Count}");
        return [.. recipients.DistinctBy(address => address.Address, StringComparer.OrdinalIgnoreCase)];
    }

    private static List<MailboxAddress> Mailboxes(RawHead head, string name) =>
    [
        .. head.Fields.Where(field => field.Is(name))
            .SelectMany(field => InternetAddressList.TryParse(Addresses, field.Text, out var list) ? list.Mailboxes : []),
    ];

    // Looked up, not searched: a header may have tens of thousands of addresses.
    private static Dictionary<string, string?> NamesOf(List<MailboxAddress> list)
    {
        var names = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var mailbox in list)
        {
            if (EmailAddressParser.TryParse(mailbox.Address, out var read, out _))
                names.TryAdd(read.Address, NameOf(mailbox));
        }

        return names;
    }

    private static EmailAddress? Read(MailboxAddress mailbox) => EmailAddressParser.TryParse(mailbox.Address, out var read, out _) ? read with { Name = NameOf(mailbox) } : null;

    private static string? NameOf(MailboxAddress mailbox) =>
        mailbox.Name is { Length: > 0 and <= 500 } name && TextSafety.FindUnsafe(name) is null ? name : null;

    private static string TextOf(RawField field) => field.ToHeader().Value;
}
