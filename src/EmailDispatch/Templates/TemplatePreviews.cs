using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Smtp.Html;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>Renders any version of a template, with samples for values that are not given. Nothing is stored or sent.</summary>
public static class TemplatePreviews
{
    /// <summary>The maximum body size in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private static readonly string[] Known = ["version", "variables", "inline_css"];

    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement;

    public static ReadResult<TemplatePreviewRequest> Read(ReadOnlyMemory<byte> json) => JsonRequest.Read(json.IsEmpty ? "{}"u8.ToArray() : json, (root, fields) =>
    {
        var request = new TemplatePreviewRequest(null, null, false);
        foreach (var (name, value) in fields.Members(root, "an object with variables") ?? [])
        {
            switch (name)
            {
                case "version": request = request with { Version = fields.Number(value, name, int.MaxValue, "must be the number of a version") }; break;
                case "variables" when fields.IsObject(value, name, "an object"): request = request with { Variables = value.Clone() }; break;
                case "variables": break;
                case "inline_css" when value.ValueKind is JsonValueKind.True or JsonValueKind.False: request = request with { InlinesCss = value.GetBoolean() }; break;
                case "inline_css": fields.Refuse(name, "must be true or false"); break;
                default: fields.RefuseUnknown(name, name, Known); break;
            }
        }

        return request;
    });

    /// <returns>The preview; or null, and every fault.</returns>
    public static async Task<(TemplatePreview? Preview, IReadOnlyList<FieldError> Errors)> RenderAsync(TemplateVersion version, TemplatePreviewRequest request)
    {
        var given = request.Variables ?? Nothing;
        var sampled = version.Content.Variables.Where(v => v.Fallback is null && !(given.TryGetProperty(v.Key, out var value) && value.ValueKind != JsonValueKind.Null)).ToList();
        var content = version.Content with { Variables = [.. version.Content.Variables.Select(v => sampled.Contains(v) ? v with { Fallback = SampleOf(v) } : v)] };

        var fields = new JsonFields();
        var rendered = CompiledTemplate.Create(content, fields) is { } compiled ? await compiled.RenderAsync(given, "variables", fields) : null;
        var html = rendered is null ? null : request.InlinesCss ? CssInliner.Inline(rendered.Html, fields) : rendered.Html;
        return rendered is null || html is null
            ? (null, fields.Errors)
            : (new TemplatePreview(rendered with { Html = html, Text = rendered.Text ?? HtmlText.From(html) }, [.. sampled.Select(v => v.Key)]), []);
    }

    private static JsonElement SampleOf(TemplateVariable variable) => JsonDocument.Parse(variable.Type switch
    {
        TemplateVariableType.Number => "1",
        TemplateVariableType.Boolean => "true",
        TemplateVariableType.Object => "{}",
        TemplateVariableType.List => "[]",
        _ => $"\"[{variable.Key}]\"",
    }).RootElement;
}

/// <summary>What to preview.</summary>
/// <param name="Version">The version; null for the newest.</param>
/// <param name="Variables">An object with values; null for none.</param>
/// <param name="InlinesCss">Whether the rules of style elements become style attributes.</param>
public sealed record TemplatePreviewRequest(int? Version, JsonElement? Variables, bool InlinesCss);

/// <summary>A rendered template.</summary>
/// <param name="Rendered">What an email would get.</param>
/// <param name="Sampled">The variables that got a sample.</param>
public sealed record TemplatePreview(RenderedTemplate Rendered, IReadOnlyList<string> Sampled);
