using System.Collections.Concurrent;
using EmailDispatch.Emails;
using EmailDispatch.Senders;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>
/// Renders published templates for emails. Templates are kept for some seconds, so that emails that follow each other read nothing; a version that was
/// compiled is compiled again only when another is published.
/// </summary>
public sealed class PublishedTemplates(TemplateTable table, TimeProvider time)
{
    /// <summary>How long another instance may still send the version before.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    internal const string LayoutSetting = $"{SenderRules.Section}__N__{nameof(SenderOptions.Layout)}";

    internal const int Capacity = 100;

    private readonly ConcurrentDictionary<(string Tenant, string Reference), Entry> _entries = new();

    /// <summary>Renders a template for an email.</summary>
    /// <returns>What it gives the email; or null, and every fault.</returns>
    public async Task<(RenderedTemplate? Rendered, IReadOnlyList<FieldError> Errors)> RenderAsync(string tenant, TemplateRequest request, CancellationToken cancellationToken)
    {
        var fields = new JsonFields();
        if (await FindAsync(tenant, request.Id, fields, cancellationToken) is not { } entry)
            return (null, fields.Errors);

        var rendered = await entry.Compiled.RenderAsync(request.Variables, "template.variables", fields);
        return (rendered is null ? null : rendered with { Use = entry.Use }, fields.Errors);
    }

    /// <summary>Puts the HTML of an email into the template that the settings name as its layout.</summary>
    /// <returns>The HTML and the template; or why not. Without a template that is not the fault of the email.</returns>
    public async Task<(string? Html, TemplateUse? Use, FieldError? Fault)> WrapAsync(string tenant, string layout, string html, CancellationToken cancellationToken)
    {
        var fields = new JsonFields();
        var entry = await FindAsync(tenant, layout, fields, cancellationToken);
        if ((entry is null ? fields.Errors[0].Message : entry.Compiled.LayoutFault) is { } unusable)
            return (null, null, new FieldError("html", $"cannot be put into the layout {layout} ({LayoutSetting}), which {unusable}; nothing was accepted"));

        var wrapped = await entry!.Compiled.WrapAsync(html, fields);
        return (wrapped, entry.Use, wrapped is null ? fields.Errors[0] : null);
    }

    internal void Forget() => _entries.Clear();

    private async ValueTask<Entry?> FindAsync(string tenant, string reference, JsonFields fields, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_entries.TryGetValue((tenant, reference), out var entry) && now - entry.ReadAt < Lifetime)
            return entry;

        if (await table.FindAsync(tenant, reference, cancellationToken) is not { } template)
            fields.Refuse("template.id", "must be the id or alias of a template");
        else if (template.Published is not { } number)
            fields.Refuse("template.id", "is a template that is not published yet");
        else if (entry is not null && entry.Use == new TemplateUse(template.Id, number))
            return Keep(entry with { ReadAt = now });
        else if (await table.FindVersionAsync(template, number, cancellationToken) is not { } version || CompiledTemplate.Create(version.Content, new JsonFields()) is not { } compiled)
            fields.Refuse("template.id", "is a template that can no longer be used; publish it again");
        else
            return Keep(new Entry(now, new TemplateUse(template.Id, number), compiled));
        return null;

        Entry Keep(Entry read)
        {
            if (_entries.Count >= Capacity && !_entries.ContainsKey((tenant, reference)))
                _entries.Clear();
            return _entries[(tenant, reference)] = read;
        }
    }

    private sealed record Entry(DateTimeOffset ReadAt, TemplateUse Use, CompiledTemplate Compiled);
}
