using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads and validates the JSON of an email, from HTTP or a queue. Reports every error with its field, including unknown fields.</summary>
public static class EmailReader
{
    private const int MaxDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    private static readonly string[] Known =
    [
        "from", "to", "cc", "bcc", "reply_to", "subject", "html", "text", "headers", "attachments", "tags", "scheduled_at",
        "unsubscribe_url", "unsubscribe_mailto", "stream", "provider", "delivery", "dry_run", "raw", "template",
    ];

    // What a whole message has itself.
    private static readonly string[] InMessage =
    [
        "from", "cc", "bcc", "reply_to", "subject", "html", "text", "headers", "attachments", "unsubscribe_url", "unsubscribe_mailto", "template",
    ];

    private static readonly string[] InTemplate = ["html", "text"];

    /// <summary>
    /// Reads one email, in UTF-8. <paramref name="before"/> is the part of a batch before it, so that errors have their position in the whole body.
    /// <paramref name="defaultsOf"/> returns the defaults of a stream. An email with a template is read twice: first for what it asks of it
    /// (<see cref="EmailReadResult.Template"/>), then with what the template gave.
    /// </summary>
    public static EmailReadResult Read(
        ReadOnlyMemory<byte> json, EmailLimits limits, DateTimeOffset now, ReadOnlyMemory<byte> before = default, Func<string, EmailDefaults>? defaultsOf = null,
        RenderedTemplate? rendered = null)
    {
        json = WithoutByteOrderMark(json);
        var fields = new JsonFields();
        try
        {
            if (ByteContents.ToBase64(json, MaxDepth, fields) is not { } text)
                return EmailReadResult.Of(EmailFault.Invalid, fields.Errors);

            using var document = JsonDocument.Parse(text, Options);
            return Read(document.RootElement, limits, now, fields, defaultsOf, rendered);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name that is not valid Unicode.
            return EmailReadResult.Of(EmailFault.Malformed, new FieldError("", JsonFaults.Describe(before.Span, json.Span, MaxDepth)));
        }
    }

    internal static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> json) =>
        json.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? json[3..] : json;

    private static EmailReadResult Read(
        JsonElement root, EmailLimits limits, DateTimeOffset now, JsonFields fields, Func<string, EmailDefaults>? defaultsOf, RenderedTemplate? rendered)
    {
        var email = ReadEmail(root, now, fields, defaultsOf, rendered, out var isDryRun, out var raw, out var template);
        if (raw is not null)
            return EmailReadResult.Of(EmailFault.None) with { Raw = raw };
        if (template is not null && rendered is null && fields.Errors.Count == 0)
            return EmailReadResult.Of(EmailFault.None) with { Template = template, IsDryRun = isDryRun };

        var read = email is not null ? EmailReadResult.Of(email, limits) : EmailReadResult.Of(EmailFault.Invalid, fields.Errors);
        return read with { IsDryRun = isDryRun };
    }

    private static Email? ReadEmail(
        JsonElement root, DateTimeOffset now, JsonFields fields, Func<string, EmailDefaults>? defaultsOf, RenderedTemplate? rendered,
        out bool isDryRun, out RawSubmission? raw, out TemplateRequest? template)
    {
        (isDryRun, raw, template) = (false, null, null);
        if (!fields.IsObject(root, "", "an object that describes one email"))
            return null;

        IReadOnlyList<EmailAddress> from = [], to = [], cc = [], bcc = [], replyTo = [];
        IReadOnlyList<EmailHeader> headers = [];
        IReadOnlyList<Attachment> attachments = [];
        IReadOnlyList<Tag> tags = [];
        string? subject = null, html = null, text = null, stream = null, provider = null, unsubscribeUrl = null, unsubscribeMailto = null;
        byte[]? message = null;
        var delivery = Delivery.AtLeastOnce;
        DateTimeOffset? scheduledAt = null;
        var given = new HashSet<string>();

        foreach (var (written, _, value) in fields.MembersOf(root, ""))
        {
            var name = NameOf(written);
            if (name is "cc" or "bcc" or "reply_to" && JsonFields.IsEmptyText(value))
                continue;

            if (!given.Add(name))
            {
                fields.Refuse(written, "is given twice: replyTo and scheduledAt are other names of reply_to and scheduled_at");
                continue;
            }

            switch (name)
            {
                case "from": from = AddressReader.ReadAuthor(value, name, fields) is { } author ? [author] : []; break;
                case "to": to = AddressReader.ReadAll(value, name, EmailLimits.MaxRecipients, fields); break;
                case "cc": cc = AddressReader.ReadAll(value, name, EmailLimits.MaxRecipients, fields); break;
                case "bcc": bcc = AddressReader.ReadAll(value, name, EmailLimits.MaxRecipients, fields); break;
                case "reply_to": replyTo = AddressReader.ReadAll(value, name, EmailLimits.MaxReplyTo, fields); break;
                case "subject": subject = fields.Line(value, name, EmailLimits.MaxSubjectLength); break;
                case "html": html = ReadBody(value, name, fields); break;
                case "text": text = ReadBody(value, name, fields); break;
                case "headers": headers = HeaderReader.Read(value, name, fields); break;
                case "attachments": attachments = ReadAttachments(value, name, fields); break;
                case "tags": tags = TagReader.Read(value, name, fields); break;
                case "scheduled_at": scheduledAt = ScheduleReader.Read(value, name, now, fields); break;
                case "unsubscribe_url": unsubscribeUrl = UnsubscribeReader.ReadUrl(value, name, fields); break;
                case "unsubscribe_mailto": unsubscribeMailto = UnsubscribeReader.ReadMailto(value, name, fields); break;
                case "stream": stream = ReadName(value, name, fields); break;
                case "provider": provider = ReadName(value, name, fields); break;
                case "delivery": delivery = ReadDelivery(value, name, fields); break;
                case "dry_run": isDryRun = ReadDryRun(value, name, fields); break;
                case "template": template = TemplateRequestReader.Read(value, name, fields); break;
                case "raw": message = ContentReader.Read(value, name, fields)?.Bytes; break;
                default: fields.RefuseUnknown(name, name, Known); break;
            }
        }

        if (fields.IsFull)
            return null;

        if (given.Contains("raw"))
        {
            foreach (var name in InMessage.Where(given.Contains))
                fields.Refuse(name, "must not be given with raw, the message that has it");
            if (message is not null && fields.Errors.Count == 0)
                raw = new RawSubmission(message, given.Contains("to") ? [.. to.Select(address => address.Address)] : null) { Tags = tags, ScheduledAt = scheduledAt, Stream = stream, Provider = provider, Delivery = given.Contains("delivery") ? delivery : null, IsDryRun = isDryRun };
            return null;
        }

        if (given.Contains("template"))
        {
            foreach (var name in InTemplate.Where(given.Contains))
                fields.Refuse(name, "must not be given with template, which has it");
            if (rendered is null)
                return null;

            from = !given.Contains("from") && rendered.From is { } author ? [author] : from;
            replyTo = given.Contains("reply_to") ? replyTo : rendered.ReplyTo;
            (subject, html, text) = (given.Contains("subject") ? subject : rendered.Subject, rendered.Html, rendered.Text);
        }

        if (defaultsOf?.Invoke(stream ?? Email.DefaultStream) is { } defaults)
        {
            if (defaults.From is { } author && from.Count == 0 && !given.Contains("from"))
                from = [author];
            if (replyTo.Count == 0 && !given.Contains("reply_to"))
                replyTo = defaults.ReplyTo;
            (tags, headers) = (EmailDefaults.AddTo(tags, defaults.Tags), EmailDefaults.AddTo(headers, defaults.Headers));
            if (tags.Count > EmailLimits.MaxTags)
                fields.Refuse("tags", $"must have at most {EmailLimits.MaxTags} entries together with the default ones");
            if (headers.Count > EmailLimits.MaxHeaders)
                fields.Refuse("headers", $"must have at most {EmailLimits.MaxHeaders} header fields together with the default ones");
        }

        foreach (var (required, isThere) in new[] { ("from", from.Count > 0), ("to", false), ("subject", subject is not null) })
        {
            if (!given.Contains(required) && !isThere)
                fields.Refuse(required, rendered is null || required == "to" ? "is required" : "is required: the template has none");
        }

        if (rendered is null && !given.Contains("html") && !given.Contains("text"))
            fields.Refuse("html", "is required without text; give html, text or both");

        if (root.TryGetProperty("to", out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() == 0)
            fields.Refuse("to", "must have at least one address");

        if (to.Count + cc.Count + bcc.Count is > EmailLimits.MaxRecipients and var recipients)
            fields.Refuse("to", $"and cc and bcc must have at most {EmailLimits.MaxRecipients} recipients together, not {recipients}");

        if (given.Contains("unsubscribe_url") || given.Contains("unsubscribe_mailto"))
            UnsubscribeReader.CheckHeaders(headers, fields);

        if (fields.Errors.Count > 0)
            return null;

        return new Email
        {
            From = from[0],
            To = to,
            Cc = cc,
            Bcc = bcc,
            ReplyTo = replyTo,
            Subject = subject!,
            Html = html is "" && text is { Length: > 0 } ? null : html,
            Text = text is "" && html is { Length: > 0 } ? null : text,
            Headers = headers,
            Attachments = attachments,
            Tags = tags,
            ScheduledAt = scheduledAt,
            UnsubscribeUrl = unsubscribeUrl,
            UnsubscribeMailto = unsubscribeMailto,
            Stream = stream ?? Email.DefaultStream,
            Provider = provider,
            Delivery = delivery,
            Template = rendered?.Use,
        };
    }

    // A value that is neither is refused, and no email is sent because of it.
    private static bool ReadDryRun(JsonElement value, string field, JsonFields fields)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
            fields.Refuse(field, "must be true or false");
        return value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null);
    }

    /// <summary>Reads the name of a stream, provider or tenant.</summary>
    internal static string? ReadName(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;

        if (text.Length is > 0 and <= 64 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return text;

        fields.Refuse(field, "must be 1 to 64 lower-case letters, digits or hyphens");
        return null;
    }

    internal static Delivery ReadDelivery(JsonElement value, string field, JsonFields fields)
    {
        switch (fields.Text(value, field))
        {
            case "at_most_once": return Delivery.AtMostOnce;
            case "at_least_once" or null: return Delivery.AtLeastOnce;
            default:
                fields.Refuse(field, "must be at_least_once or at_most_once");
                return Delivery.AtLeastOnce;
        }
    }

    /// <summary>Maps the camelCase names sent by version 4 of the Node SDK.</summary>
    private static string NameOf(string name) => name switch
    {
        "replyTo" => "reply_to",
        "scheduledAt" => "scheduled_at",
        _ => name,
    };

    private static string? ReadBody(JsonElement value, string field, JsonFields fields)
    {
        var text = fields.Text(value, field);
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            fields.Refuse(field, "must not contain a NUL (U+0000)");
        return text;
    }

    private static List<Attachment> ReadAttachments(JsonElement value, string field, JsonFields fields)
    {
        var attachments = new List<Attachment>();
        foreach (var (item, path) in fields.Items(value, field, "an array of attachments", EmailLimits.MaxAttachments))
        {
            if (AttachmentReader.Read(item, path, fields) is not { } attachment)
                continue;

            if (attachment.ContentId is { } id && attachments.Any(other => other.ContentId == id))
                fields.Refuse($"{path}.content_id", "is already used by another attachment");
            attachments.Add(attachment);
        }

        return attachments;
    }
}
