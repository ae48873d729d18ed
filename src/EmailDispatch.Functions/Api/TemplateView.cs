using System.Globalization;
using System.Text.Json;
using EmailDispatch.Naming;
using EmailDispatch.Templates;

namespace EmailDispatch.Functions.Api;

/// <summary>A template with the content of one version. Names are those of the Resend API, with additions.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Alias">The name to send by.</param>
/// <param name="Status"><c>draft</c> until a version is published.</param>
/// <param name="Version">The number of the version shown.</param>
/// <param name="CurrentVersionId">The newest version, as text.</param>
/// <param name="PublishedVersion">The version that is sent.</param>
/// <param name="HasUnpublishedVersions">Whether the newest version is not the one that is sent.</param>
/// <param name="From">The author, for emails that name none.</param>
/// <param name="ReplyTo">Reply addresses, for emails that name none.</param>
/// <param name="Subject">The subject, for emails that have none.</param>
/// <param name="Html">The HTML body.</param>
/// <param name="Text">The text body.</param>
/// <param name="Variables">The variables.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="PublishedAt">When a version was last published.</param>
public sealed record TemplateView(
    string Id,
    string Name,
    string? Alias,
    string Status,
    int Version,
    string CurrentVersionId,
    int? PublishedVersion,
    bool HasUnpublishedVersions,
    string? From,
    IReadOnlyList<string>? ReplyTo,
    string? Subject,
    string Html,
    string? Text,
    IReadOnlyList<TemplateVariableView> Variables,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PublishedAt)
{
    public string Object { get; } = "template";

    public static TemplateView Of(MailTemplate template, TemplateVersion version) => new(
        template.Id, template.Name, template.Alias, TemplateSummaryView.StatusOf(template), version.Number, template.Version.ToString(CultureInfo.InvariantCulture), template.Published,
        template.Published is { } published && published != template.Version, version.Content.From?.ToString(),
        version.Content.ReplyTo.Count == 0 ? null : [.. version.Content.ReplyTo.Select(address => address.ToString())], version.Content.Subject, version.Content.Html, version.Content.Text,
        [.. version.Content.Variables.Select(variable => new TemplateVariableView(variable.Key, variable.Type.ToName(), variable.Fallback, template.CreatedAt, version.CreatedAt))],
        template.CreatedAt, template.UpdatedAt, template.PublishedAt);
}

/// <summary>A variable of a template; the times are those of the template and of the version.</summary>
public sealed record TemplateVariableView(string Key, string Type, JsonElement? FallbackValue, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A template in a list; see <see cref="TemplateView"/>.</summary>
public sealed record TemplateSummaryView(
    string Id, string Name, string? Alias, string Status, int? PublishedVersion, bool HasUnpublishedVersions, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? PublishedAt)
{
    public static TemplateSummaryView Of(MailTemplate template) => new(
        template.Id, template.Name, template.Alias, StatusOf(template), template.Published, template.Published is { } published && published != template.Version, template.CreatedAt, template.UpdatedAt,
        template.PublishedAt);

    internal static string StatusOf(MailTemplate template) => template.Published is null ? "draft" : "published";
}

/// <summary>The answer to a change; the version is the newest, or the one that was published.</summary>
public sealed record TemplateChangedView(string Id, int Version)
{
    public string Object { get; } = "template";
}

public sealed record TemplateDeletedView(string Id)
{
    public string Object { get; } = "template";

    public bool Deleted { get; } = true;
}

/// <summary>A version in a list. <paramref name="Id"/> is its number as text.</summary>
public sealed record TemplateVersionView(string Id, int Version, DateTimeOffset CreatedAt, bool IsPublished);

/// <summary>A rendered version of a template. <paramref name="Sampled"/> names the variables that got a sample.</summary>
public sealed record TemplatePreviewView(
    string Id, int Version, string? From, IReadOnlyList<string> ReplyTo, string? Subject, string Html, string? Text, IReadOnlyList<string> Sampled)
{
    public string Object { get; } = "template_preview";

    public static TemplatePreviewView Of(MailTemplate template, TemplateVersion version, TemplatePreview preview) => new(
        template.Id, version.Number, preview.Rendered.From?.ToString(), [.. preview.Rendered.ReplyTo.Select(address => address.ToString())], preview.Rendered.Subject, preview.Rendered.Html,
        preview.Rendered.Text, preview.Sampled);
}
