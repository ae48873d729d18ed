using EmailDispatch.Emails;

namespace EmailDispatch.Templates.Language;

/// <summary>What a version of a template says. It does not change.</summary>
public sealed record TemplateContent
{
    /// <summary>The author; null if emails must name one.</summary>
    public EmailAddress? From { get; init; }

    public IReadOnlyList<EmailAddress> ReplyTo { get; init => field = value ?? []; } = [];

    /// <summary>The subject, with placeholders; null if emails must have one.</summary>
    public string? Subject { get; init; }

    /// <summary>The HTML body, with placeholders.</summary>
    public required string Html { get; init; }

    /// <summary>The text body, with placeholders; null to make it from the HTML.</summary>
    public string? Text { get; init; }

    public IReadOnlyList<TemplateVariable> Variables { get; init => field = value ?? []; } = [];
}
