using EmailDispatch.Emails;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>What a request sets of a template; null for no change. Empty texts remove what is optional.</summary>
public sealed record TemplateChange
{
    public string? Name { get; init; }

    public string? Alias { get; init; }

    public bool HasFrom { get; init; }

    public EmailAddress? From { get; init; }

    public IReadOnlyList<EmailAddress>? ReplyTo { get; init; }

    public string? Subject { get; init; }

    public string? Html { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<TemplateVariable>? Variables { get; init; }

    internal bool ChangesContent => HasFrom || ReplyTo is not null || Subject is not null || Html is not null || Text is not null || Variables is not null;

    /// <summary>The content after this change; <paramref name="content"/> is null for a new template.</summary>
    internal TemplateContent Over(TemplateContent? content) => new()
    {
        From = HasFrom ? From : content?.From,
        ReplyTo = ReplyTo ?? content?.ReplyTo ?? [],
        Subject = Or(Subject, content?.Subject),
        Html = Html ?? content!.Html,
        Text = Or(Text, content?.Text),
        Variables = Variables ?? content?.Variables ?? [],
    };

    private static string? Or(string? wanted, string? present) => wanted is "" ? null : wanted ?? present;
}
