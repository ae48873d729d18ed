using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>Converts between <see cref="EmailRow"/> and its table entity.</summary>
internal static class EmailRowEntity
{
    // A string property holds 32 Ki UTF-16 code units; the rest is reserved for what one more attempt adds.
    private const int MaxJsonLength = 30_000;

    private const int SmtpReplyLength = 500;

    private const int MaxSkipped = 20;

    // Kept even if the email is sent, because it tells why another provider sent it.
    private const string Slow = "slow";
    private const int SkipExplanationLength = 200;

    private const int ErrorFieldLength = 200;
    private const int ErrorMessageLength = 500;

    public static TableEntity ToEntity(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        var entity = new TableEntity(partition, key)
        {
            ["Status"] = row.Status.ToName(),
            ["From"] = row.From,
            ["Subject"] = row.Subject,
            ["Recipients"] = WriteRecipients(row.Recipients),
            ["Size"] = row.Size,
            ["Stream"] = row.Stream,
            ["Attempt"] = row.AttemptNumber,
        };
        if (row.Tags.Count > 0)
            entity["Tags"] = Write(row.Tags.ToList(), StatusJson.Relaxed.ListTag);
        if (row.Advice.Count > 0)
            entity["Advice"] = string.Join(',', row.Advice.Select(advice => advice.Code));
        if (row.ReplyTo.Count > 0)
            entity["ReplyTo"] = WriteAddresses(row.ReplyTo);
        if (row.OriginalTo.Count > 0)
            entity["OriginalTo"] = WriteAddresses(row.OriginalTo);
        if (row.IsRaw)
            entity["Raw"] = true;
        if (row.MessageId is { } messageId)
            entity["MessageId"] = messageId;
        if (row.Template is { } template)
            (entity["Template"], entity["TemplateVersion"]) = (template.Id, template.Version);
        if (row.ScheduledAt is { } scheduledAt)
            entity["ScheduledAt"] = scheduledAt;
        if (row.TriedSince is { } triedSince)
            entity["TriedSince"] = triedSince;
        if (row.LinksUntil is { } linksUntil)
            entity["LinksUntil"] = linksUntil;
        if (row.Errors.Count > 0)
            entity["Errors"] = WriteErrors(row.Errors);
        if (row.IsUnconfirmed)
            entity["Unconfirmed"] = true;
        if (row.Content is { } content)
            entity["Content"] = content;
        if (row.GivenId is { } givenId)
            entity["GivenId"] = givenId;
        if (row.LeaseId is { } lease)
            (entity["LeaseId"], entity["LeaseUntil"], entity["Offering"]) = (lease, row.LeaseUntil, row.Offering);
        return entity;
    }

    /// <summary>Only what changes if an email turns out to have been accepted after all, or never.</summary>
    public static TableEntity ToAcceptance(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        return new TableEntity(partition, key)
        {
            ["Status"] = row.Status.ToName(),
            ["Recipients"] = WriteRecipients(row.Recipients),
            ["Errors"] = WriteErrors(row.Errors),
        };
    }

    /// <summary>Only what an attempt changes.</summary>
    public static TableEntity ToOutcome(EmailRow row)
    {
        row = row.Bounded();
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        var entity = new TableEntity(partition, key)
        {
            ["Status"] = row.Status.ToName(),
            ["Recipients"] = WriteRecipients(row.Recipients),
            ["Attempts"] = WriteAttempts(row.Attempts),
            ["Attempt"] = row.AttemptNumber,
        };
        if (row.Provider is { } provider)
            entity["Provider"] = provider;
        if (row.SentAt is { } sentAt)
            entity["SentAt"] = sentAt;
        if (row.TriedSince is { } triedSince)
            entity["TriedSince"] = triedSince;
        if (row.NextAttemptAt is { } next)
            entity["NextAttemptAt"] = next;
        if (row.OmittedAttempts.Count > 0)
            entity["OmittedAttempts"] = Write(row.OmittedAttempts.ToList(), StatusJson.Relaxed.ListAttemptTally);
        if (row.Window != RetryWindow.First)
            entity["Window"] = WriteWindow(row.Window);
        if (row.Offering is { } offering)
            entity["Offering"] = offering;
        // Written even if empty: the previous pass may have skipped providers.
        if (row.Status == EmailStatus.Sent || ShowsSkipped(row.Status))
            entity["Skipped"] = Write([.. ShownOf(row.Skipped, row.Status).Take(MaxSkipped).Select(s => s with { Explanation = Cut(s.Explanation, SkipExplanationLength) })], StatusJson.Relaxed.ListSkippedProvider);
        return entity;
    }

    /// <summary>Only what a template gives. Written even if empty: another version may have given more.</summary>
    public static TableEntity ToRendering(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        return new TableEntity(partition, key)
        {
            ["From"] = row.From,
            ["ReplyTo"] = WriteAddresses(row.ReplyTo),
            ["Subject"] = row.Subject,
            ["Size"] = row.Size,
            ["Advice"] = string.Join(',', row.Advice.Select(advice => advice.Code)),
            ["Template"] = row.Template?.Id,
            ["TemplateVersion"] = row.Template?.Version,
        };
    }

    /// <summary>Only what reports of providers change.</summary>
    public static TableEntity ToReports(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        return new TableEntity(partition, key) { ["Recipients"] = WriteRecipients(row.Recipients) };
    }

    /// <summary>Everything that may contain an address, as far as the row has it.</summary>
    public static TableEntity ToErased(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        var entity = new TableEntity(partition, key) { ["From"] = row.From, ["Subject"] = row.Subject, ["Recipients"] = WriteRecipients(row.Recipients), ["Erased"] = row.IsErased };
        if (row.ReplyTo.Count > 0)
            entity["ReplyTo"] = WriteAddresses(row.ReplyTo);
        if (row.OriginalTo.Count > 0)
            entity["OriginalTo"] = WriteAddresses(row.OriginalTo);
        if (row.MessageId is { } messageId)
            entity["MessageId"] = messageId;
        if (row.Attempts.Count > 0)
            entity["Attempts"] = WriteAttempts(row.Attempts);
        if (row.Skipped.Count > 0)
            entity["Skipped"] = Write(row.Skipped.ToList(), StatusJson.Relaxed.ListSkippedProvider);
        if (row.Errors.Count > 0)
            entity["Errors"] = WriteErrors(row.Errors);
        return entity;
    }

    /// <summary>Only what rescheduling and cancelling change.</summary>
    public static TableEntity ToSchedule(EmailRow row)
    {
        var (partition, key) = RowKeys.Of(row.Tenant, row.Id);
        return new TableEntity(partition, key)
        {
            ["Status"] = row.Status.ToName(),
            ["Recipients"] = WriteRecipients(row.Recipients),
            ["ScheduledAt"] = row.ScheduledAt,
        };
    }

    /// <summary>Only what claiming an email for an attempt changes.</summary>
    public static TableEntity ToClaim(string tenant, EmailId id, int attempt, Lease lease)
    {
        var (partition, key) = RowKeys.Of(tenant, id);
        var entity = new TableEntity(partition, key)
        {
            ["Status"] = EmailStatus.Sending.ToName(),
            ["Attempt"] = attempt,
            ["LeaseId"] = lease.Id,
            ["LeaseUntil"] = lease.Until,
            ["Offering"] = "",
        };
        if (lease.Window is { } window)
            entity["Window"] = WriteWindow(window);
        return entity;
    }

    public static EmailRow FromEntity(TableEntity entity)
    {
        var status = EnumNames.Find<EmailStatus>(entity.GetString("Status"))
            ?? throw new InvalidDataException($"The row {entity.RowKey} has the unknown status '{entity.GetString("Status")}'.");

        var recipients = Read(entity, "Recipients", StatusJson.Relaxed.ListRecipient);
        return new EmailRow
        {
            Id = EmailId.FromCountedDown(entity.RowKey),
            Tenant = entity.PartitionKey[..entity.PartitionKey.IndexOf('|', StringComparison.Ordinal)],
            Status = status,
            From = entity.GetString("From"),
            Subject = entity.GetString("Subject"),
            Recipients = recipients,
            Stored = recipients,
            LastEvent = entity.GetInt64("LastEvent") ?? 0,
            Attempts = Read(entity, "Attempts", StatusJson.Relaxed.ListAttempt),
            OmittedAttempts = Read(entity, "OmittedAttempts", StatusJson.Relaxed.ListAttemptTally),
            Skipped = [.. ShownOf(Read(entity, "Skipped", StatusJson.Relaxed.ListSkippedProvider), status)],
            Tags = Read(entity, "Tags", StatusJson.Relaxed.ListTag),
            ReplyTo = Read(entity, "ReplyTo", StatusJson.Relaxed.ListString),
            OriginalTo = Read(entity, "OriginalTo", StatusJson.Relaxed.ListString),
            IsRaw = entity.GetBoolean("Raw") == true,
            MessageId = entity.GetString("MessageId"),
            Template = entity.GetString("Template") is { } template ? new TemplateUse(template, entity.GetInt32("TemplateVersion") ?? 0) : null,
            Errors = Read(entity, "Errors", StatusJson.Relaxed.ListFieldError),
            Stream = entity.GetString("Stream") ?? Email.DefaultStream,
            Size = entity.GetInt64("Size") ?? 0,
            Advice = ReadAdvice(entity.GetString("Advice")),
            AttemptNumber = entity.GetInt32("Attempt") ?? 0,
            Provider = entity.GetString("Provider"),
            SentAt = entity.GetDateTimeOffset("SentAt"),
            TriedSince = entity.GetDateTimeOffset("TriedSince"),
            ScheduledAt = entity.GetDateTimeOffset("ScheduledAt"),
            LinksUntil = entity.GetDateTimeOffset("LinksUntil"),
            NextAttemptAt = status == EmailStatus.Deferred ? entity.GetDateTimeOffset("NextAttemptAt") : null,
            Window = ReadWindow(entity),
            Offering = status == EmailStatus.Sending ? entity.GetString("Offering") : null,
            LeaseUntil = status == EmailStatus.Sending ? entity.GetDateTimeOffset("LeaseUntil") : null,
            LeaseId = entity.GetString("LeaseId"),

            // A claim raises the number, and every other write about a message writes attempts, even if there are none.
            IsUnconfirmed = entity.GetBoolean("Unconfirmed") == true && entity.GetInt32("Attempt") == 0 && !entity.ContainsKey("Attempts"),
            Content = entity.GetString("Content"),
            GivenId = entity.GetGuid("GivenId"),
            IsErased = entity.GetBoolean("Erased") == true,
            WrittenAt = entity.Timestamp,
            ETag = entity.ETag,
        };
    }

    /// <summary>To fit the column, replies are shortened and then names removed; addresses never are.</summary>
    private static string WriteRecipients(IReadOnlyList<Recipient> recipients)
    {
        var json = Write(recipients.ToList(), StatusJson.Relaxed.ListRecipient);
        for (var length = SmtpReplyLength; json.Length > MaxJsonLength && length > 0; length /= 2)
        {
            var cut = recipients.Select(r => r with { Reply = Cut(r.Reply, length), Report = r.Report is { } report ? report with { Reason = Cut(report.Reason, length) } : null }).ToList();
            json = Write(cut, StatusJson.Relaxed.ListRecipient);
        }

        return json.Length <= MaxJsonLength
            ? json
            : Write(
                recipients.Select(r => r with { Name = null, Reply = null, Report = r.Report is { } report ? report with { Reason = null, EventId = null } : null }).ToList(),
                StatusJson.Relaxed.ListRecipient);
    }

    /// <summary>To fit the column, names are removed if needed: an emoji takes six times its length.</summary>
    private static string WriteAddresses(IReadOnlyList<string> addresses)
    {
        var json = Write(addresses.ToList(), StatusJson.Relaxed.ListString);
        return json.Length <= MaxJsonLength
            ? json
            : Write([.. addresses.Select(text => EmailAddressParser.TryParse(text, out var address, out _) ? address.Address : Cut(text, SmtpReplyLength))], StatusJson.Relaxed.ListString);
    }

    /// <summary>To fit the column, the oldest attempts lose their reply texts first.</summary>
    private static string WriteAttempts(IReadOnlyList<Attempt> attempts)
    {
        var kept = attempts.ToList();
        var json = Write(kept, StatusJson.Relaxed.ListAttempt);
        for (var oldest = 0; json.Length > MaxJsonLength && oldest < kept.Count; oldest++)
        {
            kept[oldest] = kept[oldest] with { Reply = null, Hint = null };
            json = Write(kept, StatusJson.Relaxed.ListAttempt);
        }

        return json;
    }

    // Codes that no longer exist are not returned.
    private static List<Advice> ReadAdvice(string? codes) => [.. (codes ?? "").Split(',').Select(Advice.Find).OfType<Advice>()];

    /// <summary>Writes as many errors as fit: a drop may have thousands, with field names of any length.</summary>
    private static string WriteErrors(IReadOnlyList<FieldError> errors)
    {
        var cut = errors.Select(e => new FieldError(Cut(e.Field, ErrorFieldLength), Cut(e.Message, ErrorMessageLength))).ToList();
        var json = Write(cut, StatusJson.Relaxed.ListFieldError);
        for (var count = cut.Count / 2; json.Length > MaxJsonLength; count /= 2)
            json = Write([.. cut.Take(count), new FieldError("", $"has {cut.Count - count} more faults")], StatusJson.Relaxed.ListFieldError);
        return json;
    }

    private static string WriteWindow(RetryWindow window) => Write(window, StatusJson.Relaxed.RetryWindow);

    private static RetryWindow ReadWindow(TableEntity entity) =>
        ReadColumn(entity, "Window", StatusJson.Relaxed.RetryWindow) ?? RetryWindow.First;

    private static IEnumerable<SkippedProvider> ShownOf(IEnumerable<SkippedProvider> skipped, EmailStatus status) =>
        ShowsSkipped(status) ? skipped : status == EmailStatus.Sent ? skipped.Where(s => s.Reason == Slow) : [];

    private static bool ShowsSkipped(EmailStatus status) => status is EmailStatus.Deferred or EmailStatus.Failed or EmailStatus.Bounced or EmailStatus.Unknown;

    [return: NotNullIfNotNull(nameof(text))]
    private static string? Cut(string? text, int length) => text is null || text.Length <= length ? text : text[..length];

    private static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static List<T> Read<T>(TableEntity entity, string column, JsonTypeInfo<List<T>> type) =>
        ReadColumn(entity, column, type) ?? [];

    private static T? ReadColumn<T>(TableEntity entity, string column, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return entity.GetString(column) is { } json ? JsonSerializer.Deserialize(json, type) : null;
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The row {entity.RowKey} has {column} that cannot be read.", fault);
        }
    }
}
