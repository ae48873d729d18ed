using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Operations;

/// <summary>Reads the body of a request to retry many emails. Every fault names its field.</summary>
public static class BulkRetryReader
{
    public const int MaxBytes = 4 * 1024;

    private static readonly EmailStatus[] Retriable = [EmailStatus.Failed, EmailStatus.Bounced, EmailStatus.Suppressed, EmailStatus.Unknown];

    /// <summary>Reads a request. The range ends at <paramref name="now"/> if no end or a later one is given: nothing was accepted since.</summary>
    public static ReadResult<BulkRetryRequest> Read(ReadOnlyMemory<byte> json, DateTimeOffset now) =>
        JsonRequest.Read(json, (root, fields) => Read(root, now, fields));

    private static BulkRetryRequest? Read(JsonElement root, DateTimeOffset now, JsonFields fields)
    {
        if (fields.Members(root, "an object that says which emails to try again") is not { } members)
            return null;

        EmailStatus? status = null;
        DateTimeOffset? from = null, to = now;
        string? provider = null, tag = null, category = null, stream = null, template = null, subject = null, sender = null, recipient = null;
        bool? fallback = null;
        int? minAttempts = null;
        EmailId? after = null;
        var limit = BulkRetryRequest.DefaultLimit;
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "status": status = ReadStatus(value, name, fields); break;
                case "from": from = ReadTime(value, name, fields); break;
                case "to": to = ReadTime(value, name, fields) is { } end && end < now ? end : now; break;
                case "provider": provider = fields.Line(value, name, EmailFilter.MaxLength); break;
                case "tag": tag = ReadFilter(value, name, fields); break;
                case "category": category = ReadFilter(value, name, fields); break;
                case "stream": stream = ReadFilter(value, name, fields); break;
                case "template": template = ReadFilter(value, name, fields); break;
                case "subject": subject = ReadFilter(value, name, fields); break;
                case "sender": sender = ReadFilter(value, name, fields); break;
                case "recipient": recipient = ReadFilter(value, name, fields); break;
                case "fallback": fallback = ReadBoolean(value, name, fields); break;
                case "min_attempts": minAttempts = fields.Number(value, name, EmailFilter.MaxMinAttempts, EmailFilterValues.NotANumber); break;
                case "limit": limit = fields.Number(value, name, BulkRetryRequest.MaxLimit, $"must be a whole number from 1 to {BulkRetryRequest.MaxLimit}") ?? limit; break;
                case "after": after = ReadId(value, name, fields); break;
                default: fields.Refuse(name, "is not a known field; known are status, from, to, provider, tag, category, stream, template, subject, sender, recipient, fallback, min_attempts, limit and after"); break;
            }
        }

        // An empty request would retry everything by accident.
        foreach (var name in (string[])["status", "from"])
        {
            if (!members.Any(member => member.Name == name))
                fields.Refuse(name, "is required");
        }

        if (from >= to)
            fields.Refuse("from", "must be earlier than to");
        var filter = new EmailFilter
        {
            Category = category,
            Stream = stream,
            Template = template,
            Subject = subject,
            Sender = sender,
            Recipient = recipient,
            IsFallback = fallback,
            MinAttempts = minAttempts,
        };
        return fields.Errors.Count > 0
            ? null
            : new BulkRetryRequest(status!.Value, from!.Value, to!.Value) { Provider = provider, Tag = tag, Filter = filter, Limit = limit, After = after };
    }

    private static string? ReadFilter(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (EmailFilterValues.FindFault(field, text) is not { } fault)
            return text;

        fields.Refuse(field, fault);
        return null;
    }

    private static bool? ReadBoolean(JsonElement value, string field, JsonFields fields)
    {
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();

        fields.Refuse(field, EmailFilterValues.NotABoolean);
        return null;
    }

    private static EmailStatus? ReadStatus(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (EnumNames.Find<EmailStatus>(text) is { } status && Retriable.Contains(status))
            return status;

        fields.Refuse(field, $"must be one of {string.Join(", ", Retriable.Select(s => s.ToName()))}");
        return null;
    }

    private static DateTimeOffset? ReadTime(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (ScheduleReader.TryParse(text, out var time))
            return time;

        fields.Refuse(field, "must be a time in ISO 8601 with its offset, such as 2026-12-01T09:00:00Z");
        return null;
    }

    private static EmailId? ReadId(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (EmailId.TryParse(text, out var id))
            return id;

        fields.Refuse(field, "must be the next of the previous response");
        return null;
    }
}
