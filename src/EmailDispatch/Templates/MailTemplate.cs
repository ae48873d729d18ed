using Azure;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>A template of a tenant. What it says is in its versions (<see cref="TemplateVersion"/>).</summary>
public sealed record MailTemplate
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    /// <summary>A name to send by, unique in the tenant; null if it has none.</summary>
    public string? Alias { get; init; }

    /// <summary>The number of the newest version, the draft; they count from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The number of the version that is sent; null before the first is published.</summary>
    public int? Published { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    internal ETag ETag { get; init; }
}

/// <summary>A version of a template.</summary>
public sealed record TemplateVersion(int Number, DateTimeOffset CreatedAt, TemplateContent Content);
