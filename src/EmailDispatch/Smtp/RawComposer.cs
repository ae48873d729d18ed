using EmailDispatch.Emails;
using EmailDispatch.Providers;
using MimeKit;
using MimeKit.Utils;

namespace EmailDispatch.Smtp;

/// <summary>
/// Makes the message of an email that is sent as it is. Only what must change does: header fields that instruct the service, From where the provider
/// rewrites it, and Message-ID and Date where they are missing. All other bytes are the sender's.
/// </summary>
internal static class RawComposer
{
    public static MimeMessage Compose(EmailId id, Email email, ProviderOptions provider)
    {
        var head = RawHead.Read(email.Raw, out var fault) ?? throw new InvalidDataException($"The message {fault}.");
        var fields = head.Fields.ToList();
        foreach (var group in email.Headers.GroupBy(header => header.Name, StringComparer.OrdinalIgnoreCase))
            Set(fields, group.Key, [.. group.Select(header => header.Value)]);
        foreach (var (name, value) in provider.Headers)
            Set(fields, name, [value]);
        if (provider.Rewrites(email.From.Domain))
            Rewrite(fields, email.From, provider);
        if (!fields.Exists(field => field.Is("Date")))
            Set(fields, "Date", [DateUtils.FormatDate(email.ScheduledAt ?? id.AcceptedAt)]);
        if (email.MessageId is null)
            Set(fields, "Message-ID", [$"<{id}@{email.From.AsciiDomain}>"]);

        var message = new MimeMessage();
        message.Headers.Clear();
        foreach (var field in fields)
            message.Headers.Add(field.ToHeader());
        message.Body = new RawBody(head.Body, fields.Exists(field => !field.IsAscii));
        return message;
    }

    // The author becomes the reply address, unless there is one.
    private static void Rewrite(List<RawField> fields, EmailAddress author, ProviderOptions provider)
    {
        var written = fields.Find(field => field.Is("From"));
        if (written is not null && !fields.Exists(field => field.Is("Reply-To")))
            fields.Insert(fields.IndexOf(written) + 1, written with { Name = "Reply-To" });
        using var composed = new MimeMessage();
        composed.From.Add(MessageComposer.ToMailbox(MessageComposer.SenderOf(author, provider)));
        fields[fields.FindIndex(field => field.Is("From"))] = new RawField("From", composed.Headers.First(header => header.Id == HeaderId.From).RawValue);
        fields.RemoveAll(field => field.Is("Sender"));
    }

    /// <summary>Gives a field these values: in place, or else at the top. A field that has them already stays as it is.</summary>
    private static void Set(List<RawField> fields, string name, IReadOnlyList<string> values)
    {
        if (fields.Where(field => field.Is(name)).Select(field => field.Text).SequenceEqual(values, StringComparer.Ordinal))
            return;

        var place = Math.Max(0, fields.FindIndex(field => field.Is(name)));
        fields.RemoveAll(field => field.Is(name));
        fields.InsertRange(place, values.Select(value => RawField.Of(name, value)));
    }
}
