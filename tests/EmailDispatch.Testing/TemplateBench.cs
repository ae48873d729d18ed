using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Templates;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Testing;

/// <summary>Reads, compiles and renders a template as the API does, without storage.</summary>
public static class TemplateBench
{
    /// <summary>The template's JSON, with variables as <c>NAME:type</c>, or <c>NAME:type=fallback</c> with the fallback as JSON.</summary>
    public static byte[] Json(string html, string variables, string? subject = null, string? text = null) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        name = "t",
        html,
        subject,
        text,
        variables = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split([':', '='], 3)).Select(parts => new
        {
            key = parts[0],
            type = parts[1],
            fallback_value = parts.Length > 2 ? JsonDocument.Parse(parts[2]).RootElement : (JsonElement?)null,
        }),
    });

    public static async Task<(RenderedTemplate? Rendered, IReadOnlyList<FieldError> Errors)> RenderAsync(byte[] template, string values = "{}")
    {
        var read = TemplateReader.Read(template);
        if (read.Request is not { } change)
            return (null, read.Errors);

        var fields = new JsonFields();
        var compiled = CompiledTemplate.Create(change.Over(null), fields);
        var rendered = compiled is null ? null : await compiled.RenderAsync(JsonDocument.Parse(values).RootElement, "template.variables", fields);
        return (rendered, fields.Errors);
    }

    /// <summary>Moves the style rules of a document into its elements, as a preview does; null, with the faults, if that is refused.</summary>
    public static (string? Html, IReadOnlyList<FieldError> Errors) Inline(string html)
    {
        var fields = new JsonFields();
        return (CssInliner.Inline(html, fields), fields.Errors);
    }
}
