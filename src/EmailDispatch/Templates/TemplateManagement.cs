using EmailDispatch.Emails;
using EmailDispatch.Senders;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>Manages the templates of a tenant. Every change of the content is a new version; the published one is sent until another is published.</summary>
public sealed class TemplateManagement(TemplateTable table, PublishedTemplates published, SenderRules rules, TimeProvider time)
{
    public const int MaxPerTenant = 500;

    /// <summary>How many versions are kept, besides the published one.</summary>
    public const int MaxVersions = 50;

    public Task<IReadOnlyList<MailTemplate>> ListAsync(string tenant, CancellationToken cancellationToken) => table.ListAsync(tenant, cancellationToken);

    /// <summary>Finds a template by id or alias.</summary>
    public Task<MailTemplate?> FindAsync(string tenant, string reference, CancellationToken cancellationToken) => table.FindAsync(tenant, reference, cancellationToken);

    public Task<TemplateVersion?> FindVersionAsync(MailTemplate template, int number, CancellationToken cancellationToken) => table.FindVersionAsync(template, number, cancellationToken);

    public Task<IReadOnlyList<(int Number, DateTimeOffset CreatedAt)>> ListVersionsAsync(MailTemplate template, CancellationToken cancellationToken) => table.ListVersionsAsync(template, cancellationToken);

    public async Task<TemplateOutcome> AddAsync(string tenant, TemplateChange wanted, CancellationToken cancellationToken) =>
        await AddAsync(tenant, wanted.Name!, wanted.Alias is "" ? null : wanted.Alias, wanted.Over(null), cancellationToken);

    /// <summary>Makes a template with the newest content of another, without its alias; not published.</summary>
    public async Task<TemplateOutcome> DuplicateAsync(string tenant, string reference, CancellationToken cancellationToken) =>
        await table.FindAsync(tenant, reference, cancellationToken) is { } found && await table.FindVersionAsync(found, found.Version, cancellationToken) is { } version
            ? await AddAsync(tenant, TextSafety.Shorten($"{found.Name} (copy)", 99), null, version.Content, cancellationToken)
            : TemplateOutcome.NotFound;

    /// <param name="tenant">The tenant.</param>
    /// <param name="reference">The id or alias.</param>
    /// <param name="change">What changes.</param>
    /// <param name="basedOn">The version that the change was made for; null for any.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<TemplateOutcome> UpdateAsync(string tenant, string reference, TemplateChange change, int? basedOn, CancellationToken cancellationToken)
    {
        while (await table.FindAsync(tenant, reference, cancellationToken) is { } found)
        {
            if (basedOn is { } expected && expected != found.Version)
                return TemplateOutcome.Outdated(found);

            var content = change.ChangesContent ? change.Over((await table.FindVersionAsync(found, found.Version, cancellationToken))?.Content) : null;
            if (content is not null && FindFaults(content) is { Count: > 0 } faults)
                return TemplateOutcome.Refused(faults);

            var alias = change.Alias is "" ? null : change.Alias ?? found.Alias;
            if (alias != found.Alias && rules.IsLayout(tenant, found.Alias))
                return TemplateOutcome.OfLayout($"Emails are put into it by this alias ({PublishedTemplates.LayoutSetting}).");
            if (alias != found.Alias && await FindAliasFaultAsync(tenant, alias, cancellationToken) is { } taken)
                return TemplateOutcome.Refused([taken]);

            var changed = found with { Name = change.Name ?? found.Name, Alias = alias, Version = found.Version + (content is null ? 0 : 1), UpdatedAt = time.GetUtcNow() };
            if (!await table.TryReplaceAsync(found, changed, content, cancellationToken))
                continue;

            if (changed.Version - MaxVersions is > 0 and var oldest && oldest != changed.Published)
                await table.DeleteVersionAsync(changed, oldest, cancellationToken);
            published.Forget();
            return new TemplateOutcome(changed, []);
        }

        return TemplateOutcome.NotFound;
    }

    /// <summary>Has a version sent from now on: the newest, or an older one to go back to it.</summary>
    public async Task<TemplateOutcome> PublishAsync(string tenant, string reference, int? number, CancellationToken cancellationToken)
    {
        while (await table.FindAsync(tenant, reference, cancellationToken) is { } found)
        {
            if (await table.FindVersionAsync(found, number ?? found.Version, cancellationToken) is not { } version)
                return TemplateOutcome.Refused([new FieldError("version", "must be the number of a version that is kept")]);
            if (FindFaults(version.Content) is { Count: > 0 } faults)
                return TemplateOutcome.Refused(faults);
            if (IsLayout(found) && CompiledTemplate.Create(version.Content, new JsonFields())!.LayoutFault is { } fault)
                return TemplateOutcome.Refused([new FieldError("variables", $"{fault}; emails are put into this template ({PublishedTemplates.LayoutSetting})")]);

            var changed = found with { Published = version.Number, PublishedAt = time.GetUtcNow() };
            if (!await table.TryReplaceAsync(found, changed, null, cancellationToken))
                continue;
            published.Forget();
            return new TemplateOutcome(changed, []);
        }

        return TemplateOutcome.NotFound;
    }

    /// <summary>Removes a template and its versions. Emails that were accepted are sent.</summary>
    public async Task<TemplateOutcome> RemoveAsync(string tenant, string reference, CancellationToken cancellationToken)
    {
        while (await table.FindAsync(tenant, reference, cancellationToken) is { } found)
        {
            if (IsLayout(found))
                return TemplateOutcome.OfLayout($"Emails are put into it ({PublishedTemplates.LayoutSetting}).");
            if (!await table.TryRemoveAsync(found, cancellationToken))
                continue;
            published.Forget();
            return new TemplateOutcome(found, []);
        }

        return TemplateOutcome.NotFound;
    }

    private async Task<TemplateOutcome> AddAsync(string tenant, string name, string? alias, TemplateContent content, CancellationToken cancellationToken)
    {
        if (FindFaults(content) is { Count: > 0 } faults)
            return TemplateOutcome.Refused(faults);
        if ((await table.ListAsync(tenant, cancellationToken)).Count >= MaxPerTenant)
            return TemplateOutcome.Refused([new FieldError("name", $"cannot be added: a tenant has at most {MaxPerTenant} templates")]);

        var now = time.GetUtcNow();
        var template = new MailTemplate { Id = Guid.CreateVersion7(now).ToString("D"), Tenant = tenant, Name = name, Alias = alias, Version = 1, CreatedAt = now, UpdatedAt = now };
        return await table.TryAddAsync(template, content, cancellationToken)
            ? new TemplateOutcome(template, [])
            : TemplateOutcome.Refused([await FindAliasFaultAsync(tenant, alias, cancellationToken) ?? new FieldError("alias", "is being changed by another request; try again")]);
    }

    private async Task<FieldError?> FindAliasFaultAsync(string tenant, string? alias, CancellationToken cancellationToken) =>
        alias is not null && await table.FindAliasAsync(tenant, alias, cancellationToken) is { } other ? new FieldError("alias", $"belongs to the template {other}") : null;

    private bool IsLayout(MailTemplate template) => rules.IsLayout(template.Tenant, template.Id) || rules.IsLayout(template.Tenant, template.Alias);

    private static List<FieldError> FindFaults(TemplateContent content)
    {
        var fields = new JsonFields();
        CompiledTemplate.Create(content, fields);
        if (TemplateTable.SizeOf(content) > TemplateTable.MaxContentBytes)
            fields.Refuse("html", $"and the other fields must be at most {TemplateTable.MaxContentBytes:N0} bytes together");
        return fields.Errors;
    }
}

/// <summary>The result of a change.</summary>
/// <param name="Template">The template; null if there is none with this id.</param>
/// <param name="Errors">Why it was not changed.</param>
public sealed record TemplateOutcome(MailTemplate? Template, IReadOnlyList<FieldError> Errors)
{
    internal static readonly TemplateOutcome NotFound = new(null, []);

    /// <summary>Whether it has a newer version than the change was made for.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>Why it cannot be done while the template is a layout; null if nothing speaks against it.</summary>
    public string? Conflict { get; init; }

    internal static TemplateOutcome OfLayout(string conflict) => new(null, []) { Conflict = conflict };

    internal static TemplateOutcome Refused(IReadOnlyList<FieldError> errors) => new(null, errors);

    internal static TemplateOutcome Outdated(MailTemplate template) => new(template, []) { IsOutdated = true };
}
