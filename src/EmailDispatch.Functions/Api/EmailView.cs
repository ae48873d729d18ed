using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Functions.Http;
using EmailDispatch.Status;

namespace EmailDispatch.Functions.Api;

/// <summary>An email as the API shows it. Bcc recipients are not shown; in a list, neither are recipients and attempts one by one.</summary>
public sealed record EmailView
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "email";

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The Message-ID it is handed to providers with; some give it one of their own. Null for a drop without an author.</summary>
    public string? MessageId { get; init; }

    /// <summary>Where the email is on its way.</summary>
    public required string Status { get; init; }

    /// <summary>The same in the words of the Resend API.</summary>
    public required string LastEvent { get; init; }

    /// <summary>The author.</summary>
    public required string From { get; init; }

    /// <summary>Recipients.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Copied recipients.</summary>
    public required IReadOnlyList<string> Cc { get; init; }

    /// <summary>Always null: who got a blind copy is shown to nobody. Clients of the Resend API look for it.</summary>
    public IReadOnlyList<string>? Bcc { get; }

    /// <summary>The addresses that to and cc had as the caller named them, where the API key redirects its emails; else null.</summary>
    public IReadOnlyList<string>? OriginalTo { get; init; }

    /// <summary>Where answers go.</summary>
    public required IReadOnlyList<string> ReplyTo { get; init; }

    /// <summary>The subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Always null, as <see cref="Text"/> is: bodies are not kept for reading. Clients of the Resend API look for it.</summary>
    public string? Html { get; }

    /// <summary>See <see cref="Html"/>.</summary>
    public string? Text { get; }

    /// <summary>The labels.</summary>
    public required IReadOnlyList<Tag> Tags { get; init; }

    /// <summary>What kind of traffic it is.</summary>
    public required string Stream { get; init; }

    /// <summary>The provider that accepted it last.</summary>
    public string? Provider { get; init; }

    /// <summary>About how large the message is, in bytes.</summary>
    public long Size { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is, or was, due; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>When a provider answered 250 to it.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When it will be tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What its sender was told will hurt its delivery; null in a list.</summary>
    public IReadOnlyList<Advice>? Advice { get; init; }

    /// <summary>What became of each recipient but bcc; null in a list.</summary>
    public IReadOnlyList<RecipientView>? Recipients { get; init; }

    /// <summary>What was tried, oldest first: the first 5 and the last 45; null in a list.</summary>
    public IReadOnlyList<Attempt>? Attempts { get; init; }

    /// <summary>How many attempts between those are not shown; null in a list.</summary>
    public int? AttemptsOmitted { get; init; }

    /// <summary>Why the email was rejected; null for all others, and in a list.</summary>
    public IReadOnlyList<ApiFieldError>? Errors { get; init; }

    /// <summary>The whole story of one email.</summary>
    public static EmailView Whole(EmailRow row) => Brief(row) with
    {
        Recipients = [.. row.Recipients.Where(r => r.Kind != RecipientKind.Bcc).Select(RecipientView.Of)],
        Id = row.GivenId?.ToString() ?? row.Id.ToString(),
        Attempts = row.Attempts,
        AttemptsOmitted = row.OmittedAttempts.Sum(t => t.Count),
        Advice = row.Advice,
        Errors = row.Errors.Count == 0 ? null : [.. row.Errors.Select(ApiFieldError.Of)],
    };

    /// <summary>One line of a list.</summary>
    public static EmailView Brief(EmailRow row) => new()
    {
        Id = row.Id.ToString(),
        MessageId = EmailAddressParser.TryParse(row.From, out var from, out _) ? $"<{row.Id}@{from.AsciiDomain}>" : null,
        Status = row.Status.ToName(),
        LastEvent = row.Status.ToLastEvent(),
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

/// <summary>One recipient and what became of it.</summary>
public sealed record RecipientView(string Address, string Kind, string Status, string? Reply)
{
    /// <summary>As the row has it.</summary>
    public static RecipientView Of(Recipient recipient) =>
        new(recipient.Address, recipient.Kind.ToString().ToLowerInvariant(), recipient.Status.ToName(), recipient.Reply);
}
