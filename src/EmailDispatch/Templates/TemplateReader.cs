using System.Text.Json;
using System.Text.RegularExpressions;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Templates;

/// <summary>Reads the bodies of requests about templates.</summary>
public static partial class TemplateReader
{
    /// <summary>The maximum body size in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    public const int MaxHtmlLength = 200_000;

    public const int MaxTextLength = 100_000;

    /// <summary>The maximum number of variables, as in the Resend API.</summary>
    public const int MaxVariables = 50;

    private const int MaxNameLength = 100;

    private static readonly string[] Known = ["name", "alias", "from", "reply_to", "subject", "html", "text", "variables"];

    private static readonly string[] VariableFields = ["key", "type", "fallback_value"];

    // Those of the Resend API, and words of the template language.
    private static readonly string[] Reserved =
        ["FIRST_NAME", "LAST_NAME", "EMAIL", "UNSUBSCRIBE_URL", "RESEND_UNSUBSCRIBE_URL", "contact", "this",
         "forloop", "true", "false", "nil", "null", "blank", "empty", "and", "or", "contains", "startswith", "endswith"];

    public static ReadResult<TemplateChange> Read(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(root, fields, isNew: true));

    public static ReadResult<TemplateChange> ReadUpdate(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(root, fields, isNew: false));

    private static TemplateChange? Read(JsonElement root, JsonFields fields, bool isNew)
    {
        if (fields.Members(root, isNew ? "an object that describes a template" : "an object with what is to change of the template") is not { } members)
            return null;

        var change = new TemplateChange();
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "name": change = change with { Name = Name(value, fields) }; break;
                case "alias": change = change with { Alias = Alias(value, fields) }; break;
                case "from": change = change with { HasFrom = true, From = JsonFields.IsEmptyText(value) ? null : AddressReader.ReadAuthor(value, name, fields) }; break;
                case "reply_to": change = change with { ReplyTo = JsonFields.IsEmptyText(value) ? [] : AddressReader.ReadAll(value, name, EmailLimits.MaxReplyTo, fields) }; break;
                case "subject": change = change with { Subject = fields.Line(value, name, EmailLimits.MaxSubjectLength) }; break;
                case "html": change = change with { Html = Body(value, name, MaxHtmlLength, fields) }; break;
                case "text": change = change with { Text = Body(value, name, MaxTextLength, fields) }; break;
                case "variables": change = change with { Variables = Variables(value, name, fields) }; break;
                default: fields.RefuseUnknown(name, name, Known); break;
            }
        }

        foreach (var required in isNew ? (ReadOnlySpan<string>)["name", "html"] : [])
        {
            if (!given.Contains(required))
                fields.Refuse(required, "is required");
        }

        if (!isNew && given.Count == 0)
            fields.Refuse("html", "is required, or another field to change");
        if (change.Html is "")
            fields.Refuse("html", "must not be empty");
        return change;
    }

    private static string? Name(JsonElement value, JsonFields fields)
    {
        var name = fields.Line(value, "name", MaxNameLength);
        if (name is not null && string.IsNullOrWhiteSpace(name))
            fields.Refuse("name", "must not be empty");
        return name;
    }

    // An id as alias would hide the template with that id.
    private static string? Alias(JsonElement value, JsonFields fields)
    {
        var alias = fields.Text(value, "alias");
        if (alias is not (null or "") && (!AliasPattern().IsMatch(alias) || Guid.TryParse(alias, out _)))
            fields.Refuse("alias", "must be 1 to 100 letters, digits, hyphens and underscores, and not look like an id");
        return alias;
    }

    private static string? Body(JsonElement value, string field, int maxLength, JsonFields fields)
    {
        var text = fields.Text(value, field);
        if (text?.Length > maxLength)
            fields.Refuse(field, $"must be at most {maxLength} characters long, not {text.Length}");
        else if (text?.Contains('\0', StringComparison.Ordinal) == true)
            fields.Refuse(field, "must not contain a NUL (U+0000)");
        return text;
    }

    private static List<TemplateVariable> Variables(JsonElement value, string field, JsonFields fields)
    {
        var variables = new List<TemplateVariable>();
        foreach (var (item, path) in fields.Items(value, field, "an array of variables", MaxVariables))
        {
            if (Variable(item, path, fields) is not { } variable)
                continue;
            if (variables.Exists(other => other.Key == variable.Key))
                fields.Refuse($"{path}.key", "is already used by another variable");
            variables.Add(variable);
        }

        return variables;
    }

    private static TemplateVariable? Variable(JsonElement item, string path, JsonFields fields)
    {
        if (!fields.IsObject(item, path, "an object with key and type"))
            return null;

        var (key, type, fallback) = ((string?)null, (TemplateVariableType?)null, (JsonElement?)null);
        foreach (var (name, field, value) in fields.MembersOf(item, path))
        {
            switch (name)
            {
                case "key": key = Key(value, field, fields); break;
                case "type": type = Type(value, field, fields); break;
                // Some SDKs send it as they spell it.
                case "fallback_value" or "fallbackValue": fallback = value.Clone(); break;
                default: fields.RefuseUnknown(field, name, VariableFields); break;
            }
        }

        if (!item.TryGetProperty("key", out _))
            fields.Refuse($"{path}.key", "is required");
        if (!item.TryGetProperty("type", out _))
            fields.Refuse($"{path}.type", "is required");
        if (key is null || type is not { } known)
            return null;
        if (fallback is { } given)
            new VariableValues(fields).Read(given, known, $"{path}.fallback_value");
        return new TemplateVariable(key, known, fallback);
    }

    private static string? Key(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } key)
            return null;
        if (!KeyPattern().IsMatch(key))
            fields.Refuse(field, "must be 1 to 50 ASCII letters, digits and underscores, not beginning with a digit");
        else if (Reserved.Contains(key))
            fields.Refuse(field, $"must not be {key}, which is reserved");
        else
            return key;
        return null;
    }

    private static TemplateVariableType? Type(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (EnumNames.Find<TemplateVariableType>(text) is { } type)
            return type;
        fields.Refuse(field, $"must be one of {string.Join(", ", EnumNames.All<TemplateVariableType>())}");
        return null;
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,100}\\z")]
    private static partial Regex AliasPattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]{0,49}\\z")]
    private static partial Regex KeyPattern();
}
