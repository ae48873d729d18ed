using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using EmailDispatch.Emails;
using Fluid;
using Fluid.Values;

namespace EmailDispatch.Templates.Language;

/// <summary>The content of a template, ready to be rendered any number of times.</summary>
internal sealed class CompiledTemplate
{
    /// <summary>The maximum length of a rendered body.</summary>
    public const int MaxBodyLength = 1_000_000;

    /// <summary>The variable of a layout into which the HTML of an email is put.</summary>
    public const string LayoutVariable = "CONTENT";

    private static readonly HtmlEncoder HtmlText = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly TemplateContent _content;
    private readonly ParsedText? _subject;
    private readonly ParsedText? _html;
    private readonly ParsedText? _text;

    private CompiledTemplate(TemplateContent content, JsonFields fields)
    {
        _content = content;
        _subject = content.Subject is { } subject ? LiquidTemplates.Parse(subject, "subject", fields) : null;
        _html = LiquidTemplates.Parse(content.Html, "html", fields);
        _text = content.Text is { } text ? LiquidTemplates.Parse(text, "text", fields) : null;
        CheckNames(fields);
        if (_html is not null && ValuePlaces.FindFault(content.Html) is { } fault)
            fields.Refuse("html", fault);
    }

    /// <summary>Compiles a template; null, with every fault, if it cannot be used.</summary>
    public static CompiledTemplate? Create(TemplateContent content, JsonFields fields)
    {
        var compiled = new CompiledTemplate(content, fields);
        return fields.Errors.Count == 0 ? compiled : null;
    }

    /// <summary>Why it cannot be the layout of emails; null if it can.</summary>
    public string? LayoutFault
    {
        get
        {
            if (!_content.Variables.Any(variable => variable is { Key: LayoutVariable, Type: TemplateVariableType.Html }) || !_html!.Names.Variables.Contains(LayoutVariable))
                return $"must have the variable {LayoutVariable} of the type html, and use it in html";
            return _content.Variables.FirstOrDefault(variable => variable.Key != LayoutVariable && variable.Fallback is null) is { } required
                ? $"must have a fallback for {required.Key}: emails give a layout no values"
                : null;
        }
    }

    /// <summary>Puts the HTML of an email into this layout; null, with the fault, if the result is too large.</summary>
    public async ValueTask<string?> WrapAsync(string html, JsonFields fields)
    {
        var context = new TemplateContext(LiquidTemplates.Options, StringComparer.Ordinal);
        var read = new VariableValues(fields);
        foreach (var variable in _content.Variables.Where(variable => variable.Key != LayoutVariable))
            context.SetValue(variable.Key, read.Read(variable.Fallback!.Value, variable.Type, variable.Key));
        context.SetValue(LayoutVariable, StringValue.Create(html, encode: false));
        return await WriteAsync(_html, HtmlText, MaxBodyLength, context, "html", fields, "cannot be put into the layout");
    }

    /// <summary>Renders the template; null, with every fault, if it cannot be rendered with these values.</summary>
    /// <param name="values">An object with the values; null for none.</param>
    /// <param name="field">The field in which they were given.</param>
    /// <param name="fields">Takes the faults.</param>
    public async ValueTask<RenderedTemplate?> RenderAsync(JsonElement? values, string field, JsonFields fields)
    {
        var context = new TemplateContext(LiquidTemplates.Options, StringComparer.Ordinal);
        var read = new VariableValues(fields);
        foreach (var variable in _content.Variables)
        {
            var given = values is { } all && all.TryGetProperty(variable.Key, out var value) && value.ValueKind != JsonValueKind.Null ? value : variable.Fallback;
            if (given is not { } found)
                fields.Refuse($"{field}.{variable.Key}", "is required: the template has no fallback for it");
            else if (read.Read(found, variable.Type, $"{field}.{variable.Key}") is { } usable)
                context.SetValue(variable.Key, usable);
        }

        if (fields.Errors.Count > 0)
            return null;

        CheckSubject(context, field, fields);
        var subject = await WriteAsync(_subject, NullEncoder.Default, EmailLimits.MaxSubjectLength, context, field, fields);
        if (subject is not null && fields.Errors.Count == 0 && TextSafety.FindUnsafe(subject) is { } unsafeCharacter)
            fields.Refuse(field, $"must not bring {unsafeCharacter} into the subject");
        var html = await WriteAsync(_html, HtmlText, MaxBodyLength, context, field, fields);
        var text = await WriteAsync(_text, NullEncoder.Default, MaxBodyLength, context, field, fields);
        return fields.Errors.Count > 0 ? null : new RenderedTemplate(_content.From, _content.ReplyTo, subject, html!, text);
    }

    private static async ValueTask<string?> WriteAsync(ParsedText? parsed, TextEncoder encoder, int maxLength, TemplateContext context, string field, JsonFields fields, string? failure = null)
    {
        if (parsed is null)
            return null;

        var writer = new BoundedWriter(maxLength);
        try
        {
            await parsed.Template.RenderAsync(writer, encoder, context);
            return writer.ToString();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArithmeticException or ArgumentException or FormatException or InvalidCastException)
        {
            fields.Refuse(field, $"{failure ?? $"cannot be rendered in {parsed.Field}"}: {TextSafety.Shorten(fault.Message, 200)}");
            return null;
        }
    }

    private static bool HasMember(TemplateVariableType type, string member) =>
        type == TemplateVariableType.Object || (type == TemplateVariableType.List && member is "size" or "first" or "last");

    // A line break in a subject would begin another header.
    private void CheckSubject(TemplateContext context, string field, JsonFields fields)
    {
        foreach (var name in _subject?.Names.Variables.Order(StringComparer.Ordinal).AsEnumerable() ?? [])
        {
            if (context.GetValue(name) is StringValue value && TextSafety.FindUnsafe(value.ToStringValue()) is { } character)
                fields.Refuse($"{field}.{name}", $"must not contain {character}: it is used in the subject");
        }
    }

    private void CheckNames(JsonFields fields)
    {
        var types = _content.Variables.ToDictionary(variable => variable.Key, variable => variable.Type);
        foreach (var parsed in new[] { _subject, _html, _text }.OfType<ParsedText>())
        {
            foreach (var name in parsed.Names.Variables.Order(StringComparer.Ordinal))
            {
                if (!types.TryGetValue(name, out var type))
                    fields.Refuse(parsed.Field, $"uses {TextSafety.Shorten(name, 60)}, which is not in variables");
                else if (type == TemplateVariableType.Html && parsed != _html)
                    fields.Refuse(parsed.Field, $"uses {name}, which is of the type html and so can only be used in html");
            }

            foreach (var (name, member) in parsed.Names.Members.Where(used => types.TryGetValue(used.Variable, out var type) && !HasMember(type, used.Member)))
                fields.Refuse(parsed.Field, $"uses {name}.{TextSafety.Shorten(member, 60)}, but {name} has no such member");
        }
    }
}
