using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Replies;
using EmailDispatch.Status;

namespace EmailDispatch.Functions.Api;

/// <summary>An email, with the addresses of its bcc recipients only for keys with the scope admin. In lists, everything from <see cref="Advice"/> on is null.</summary>
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

    /// <summary>Null if there are none, or the API key lacks the scope admin.</summary>
    public IReadOnlyList<string>? Bcc { get; init; }

    /// <summary>The original to and cc addresses if the API key redirects its emails; otherwise null.</summary>
    public IReadOnlyList<string>? OriginalTo { get; init; }
    public required IReadOnlyList<string> ReplyTo { get; init; }
    public required string Subject { get; init; }

    /// <summary>Whether it is sent as its sender wrote it (<c>POST /emails/raw</c>).</summary>
    public bool Raw { get; init; }

    /// <summary>Always null, like <see cref="Text"/>; clients of the Resend API expect these fields.</summary>
    public string? Html { get; }
    public string? Text { get; }
    public required IReadOnlyList<Tag> Tags { get; init; }

    /// <summary>The template it was made from; null if there was none.</summary>
    public TemplateUse? Template { get; init; }
    public required string Stream { get; init; }
    public string? Provider { get; init; }
    public long Size { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ScheduledAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public IReadOnlyList<Advice>? Advice { get; init; }
    public IReadOnlyList<RecipientView>? Recipients { get; init; }

    /// <summary>How many bcc recipients have each status, for keys that may not see their addresses.</summary>
    public IReadOnlyDictionary<string, int>? BccStatuses { get; init; }

    /// <summary>Oldest first: the first 5 and the last 45; <see cref="AttemptsOmitted"/> counts the others.</summary>
    public IReadOnlyList<Attempt>? Attempts { get; init; }
    public int? AttemptsOmitted { get; init; }

    /// <summary>Why providers were not asked in the latest pass; empty once it is sent.</summary>
    public IReadOnlyList<SkippedProvider>? Skipped { get; init; }
    public IReadOnlyList<ApiFieldError>? Errors { get; init; }

    /// <param name="row">The email.</param>
    /// <param name="showsBcc">Whether the key may see the addresses of bcc recipients.</param>
    public static EmailView Whole(EmailRow row, bool showsBcc)
    {
        var bcc = row.Recipients.Where(r => r.Kind == RecipientKind.Bcc).ToList();
        var hidden = new HiddenAddresses(showsBcc ? [] : [.. bcc.Select(r => r.Address)]);
        return Brief(row, showsBcc) with
        {
            Recipients = [.. row.Recipients.Where(r => showsBcc || r.Kind != RecipientKind.Bcc).Select(r => RecipientView.Of(r with { Reply = hidden.CutFrom(r.Reply) }))],
            BccStatuses = bcc.GroupBy(r => r.ToName()).ToDictionary(group => group.Key, group => group.Count()),
            Id = row.GivenId?.ToString() ?? row.Id.ToString(),
            Attempts = [.. row.Attempts.Select(a => a with { Reply = hidden.CutFrom(a.Reply) })],
            AttemptsOmitted = row.OmittedAttempts.Sum(t => t.Count),
            Skipped = row.Skipped,
            Advice = row.Advice,
            Errors = row.Errors.Count == 0 ? null : [.. row.Errors.Select(ApiFieldError.Of)],
        };
    }

    public static EmailView Brief(EmailRow row, bool showsBcc) => new()
    {
        Id = row.Id.ToString(),
        MessageId = row.MessageId is { } own ? own : EmailAddressParser.TryParse(row.From, out var from, out _) ? $"<{row.Id}@{from.AsciiDomain}>" : null,
        Status = row.Status.ToName(),
        LastEvent = row.ToLastEvent(),
        From = row.From,
        To = Shown(row, RecipientKind.To),
        Cc = Shown(row, RecipientKind.Cc),
        Bcc = showsBcc && Shown(row, RecipientKind.Bcc) is { Count: > 0 } bcc ? bcc : null,
        OriginalTo = row.OriginalTo.Count == 0 ? null : row.OriginalTo,
        ReplyTo = row.ReplyTo,
        Raw = row.IsRaw,
        Subject = row.Subject,
        Tags = row.Tags,
        Template = row.Template,
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
