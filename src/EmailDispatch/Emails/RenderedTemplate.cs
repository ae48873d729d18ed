using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>What a template gives an email. The email's own from, subject and reply_to win over it.</summary>
public sealed record RenderedTemplate(EmailAddress? From, IReadOnlyList<EmailAddress> ReplyTo, string? Subject, string Html, string? Text)
{
    /// <summary>The template and version it was made from.</summary>
    public TemplateUse? Use { get; init; }
}

/// <summary>The template and version that an email was made from.</summary>
public sealed record TemplateUse(string Id, int Version);

/// <summary>What an email asks of a template.</summary>
/// <param name="Id">The id or alias.</param>
/// <param name="Variables">An object with the values; null for none.</param>
public sealed record TemplateRequest(string Id, JsonElement? Variables);
