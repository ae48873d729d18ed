using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Functions.Api;

/// <summary>An email, without its bcc recipients. In lists, everything from <see cref="Advice"/> on is null.</summary>
public sealed record EmailView
{
    public string Object { get; } = "email";
    public required string Id { get; init; }

    /// <summary>The Message-ID given to providers; some replace it. Null for a drop without an author.</summary>
    public string? MessageId { get; init; }
    public required string Status { get; init; }
    public required string LastEvent { get; init; }
    public required string From { get; init; }
    public required IReadOnlyList<string> To { get; init; }
    public required IReadOnlyList<string> Cc { get; init; }

    /// <summary>Always null, like <see cref="Html"/> and <see cref="Text"/>; clients of the Resend API expect these fields.</summary>
    public IReadOnlyList<string>? Bcc { get; }

    /// <summary>The original to and cc addresses if the API key redirects its emails; otherwise null.</summary>
    public IReadOnlyList<string>? OriginalTo { get; init; }
    public required IReadOnlyList<string> ReplyTo { get; init; }
    public required string Subject { get; init; }
    public string? Html { get; }
    public string? Text { get; }
    public required IReadOnlyList<Tag> Tags { get; init; }
    public required string Stream { get; init; }
    public string? Provider { get; init; }
    public long Size { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ScheduledAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public IReadOnlyList<Advice>? Advice { get; init; }
    public IReadOnlyList<RecipientView>? Recipients { get; init; }

    /// <summary>Oldest first: the first 5 and the last 45; <see cref="AttemptsOmitted"/> counts the others.</summary>
    public IReadOnlyList<Attempt>? Attempts { get; init; }
    public int? AttemptsOmitted { get; init; }
    public IReadOnlyList<ApiFieldError>? Errors { get; init; }

    public static EmailView Whole(EmailRow row) => Brief(row) with
    {
        Recipients = [.. row.Recipients.Where(r => r.Kind != RecipientKind.Bcc).Select(RecipientView.Of)],
        Id = row.GivenId?.ToString() ?? row.Id.ToString(),
        Attempts = row.Attempts,
        AttemptsOmitted = row.OmittedAttempts.Sum(t => t.Count),
        Advice = row.Advice,
        Errors = row.Errors.Count == 0 ? null : [.. row.Errors.Select(ApiFieldError.Of)],
    };

    public static EmailView Brief(EmailRow row) => new()
    {
        Id = row.Id.ToString(),
        MessageId = EmailAddressParser.TryParse(row.From, out var from, out _) ? $"<{row.Id}@{from.AsciiDomain}>" : null,
        Status = row.Status.ToName(),
        LastEvent = row.ToLastEvent(),
        From = row.From,
        To = Shown(row, RecipientKind.To),
        Cc = Shown(row, RecipientKind.Cc),
        OriginalTo = row.OriginalTo.Count == 0 ? null : row.OriginalTo,
        ReplyTo = row.ReplyTo,
        Subject = row.Subject,
        Tags = row.Tags,
        Stream = row.Stream,
        Provider = row.Provider,
        Size = row.Size,
        CreatedAt = row.AcceptedAt,
        ScheduledAt = row.ScheduledAt,
        SentAt = row.SentAt,
        NextAttemptAt = row.NextAttemptAt,
    };

    private static List<string> Shown(EmailRow row, RecipientKind kind) =>
        [.. row.Recipients.Where(r => r.Kind == kind).Select(r => new EmailAddress(r.Address, r.Name).ToString())];
}

public sealed record RecipientView(string Address, string Kind, string Status, string? Reply)
{
    /// <summary>What the provider reported after the 250 reply; null if nothing.</summary>
    public ReportView? Report { get; init; }

    public static RecipientView Of(Recipient recipient) =>
        new(recipient.Address, recipient.Kind.ToString().ToLowerInvariant(), recipient.ToName(), recipient.Reply) { Report = ReportView.Of(recipient.Report) };
}

/// <summary>A provider's report about a recipient.</summary>
public sealed record ReportView(DateTimeOffset At, string Provider, string? Category, string? Reason)
{
    public static ReportView? Of(DeliveryReport? report) => report is null ? null : new(report.At, report.Provider, report.Category, report.Reason);
}
