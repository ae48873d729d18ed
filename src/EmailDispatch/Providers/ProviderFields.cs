using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmailDispatch.Emails;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Providers;

/// <summary>
/// The settings of <c>Providers:N</c> as fields of the API: <c>FromDomains</c> is <c>from_domains</c>. Values are checked by the code that checks the
/// settings; its faults are changed to name the fields.
/// </summary>
public static class ProviderFields
{
    private const int MaxItems = 100;
    private const int MaxLength = 2_048;

    // Secret names of the providers' vault: whoever could name one could send it to a server of their own.
    private static readonly string[] NotInApi =
        [nameof(ProviderOptions.Name), nameof(ProviderOptions.Secret), nameof(ProviderOptions.EventsSecret), nameof(ProviderOptions.EventsTopic), nameof(ProviderOptions.EventsUrl)];

    private static readonly Dictionary<string, PropertyInfo> Fields = ProviderReader.Settings.Values
        .Where(setting => !NotInApi.Contains(setting.Name)).ToDictionary(setting => NameOf(setting.Name));

    /// <summary>The fields with settings, in the order of the settings.</summary>
    public static IReadOnlyCollection<string> Names => Fields.Keys;

    /// <summary>Reads a field as the value of its setting.</summary>
    /// <returns>The setting with its values by key, empty for the default; null, with an error, if it is unknown or invalid.</returns>
    internal static (string Setting, IReadOnlyDictionary<string, string> Values)? Read(JsonElement value, string field, JsonFields fields)
    {
        var setting = Fields[field];
        var type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        if (value.ValueKind == JsonValueKind.Null)
            return (setting.Name, new Dictionary<string, string>());
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return ReadHeaders(value, field, fields) is { } headers ? (setting.Name, headers) : null;

        var text = type switch
        {
            _ when type == typeof(bool) => Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, value.GetRawText, "true or false"),
            _ when type == typeof(int) || type == typeof(long) => Expect(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _), value.GetRawText, "a whole number"),
            _ when type == typeof(decimal) => Expect(value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _), () => value.GetDecimal().ToString(CultureInfo.InvariantCulture), "a number"),
            _ when type == typeof(IReadOnlyList<string>) => ReadList(value, field, fields),
            { IsEnum: true } => fields.Line(value, field, MaxLength)?.Replace("_", "", StringComparison.Ordinal),
            _ => fields.Line(value, field, MaxLength),
        };
        return text is null ? null : (setting.Name, new Dictionary<string, string> { [setting.Name] = text });

        string? Expect(bool isIt, Func<string> read, string what)
        {
            if (isIt)
                return read();
            fields.Refuse(field, $"must be {what}");
            return null;
        }
    }

    /// <summary>Whether a key of a row's settings belongs to a setting.</summary>
    internal static bool IsOf(string key, string setting) => key == setting || key.StartsWith($"{setting}:", StringComparison.Ordinal);

    /// <summary>The provider of a row, with its faults.</summary>
    internal static ProviderOptions ReadRow(ManagedProvider row, List<string> faults)
    {
        var values = row.Settings.Select(s => KeyValuePair.Create($"Row:{s.Key}", (string?)s.Value)).Append(new("Row:Name", row.Name)).Append(new("Row:Secret", row.Secret));
        var read = ProviderSettings.ReadOne(new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("Row"), faults);
        read.Row = row;
        if (row.IsOfTenant)
            (read.Tenants, read.PublicHostOnly) = ([row.Tenant], true);
        return read;
    }

    /// <summary>Changes a fault such as <c>FromDomains: …</c> into an error of the field.</summary>
    internal static FieldError ToError(string fault)
    {
        var colon = fault.IndexOf(": ", StringComparison.Ordinal);
        var (setting, rest) = colon < 0 ? ("", fault) : (fault[..colon], fault[(colon + 2)..]);
        var path = setting.Split(':');
        return new FieldError(string.Join('.', path.Skip(1).Prepend(FieldOf(path[0]))), Mentioned.Replace(rest, match => match.Value[0] == '\'' ? match.Value : FieldOf(match.Value)).TrimEnd('.'));
    }

    /// <summary>The settings of a row as the API shows them: all but the user name, which some services treat as a secret.</summary>
    public static JsonObject Show(ManagedProvider row)
    {
        var shown = new JsonObject();
        foreach (var (field, setting) in Fields.Where(f => f.Value.Name != nameof(ProviderOptions.Username)))
        {
            var values = row.Settings.Where(s => IsOf(s.Key, setting.Name)).Select(s => s.Value).ToList();
            if (values.Count > 0)
                shown[field] = Show(setting.PropertyType, values);
        }

        return shown;
    }

    private static JsonNode? Show(Type type, List<string> values)
    {
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return new JsonObject(values.Select(v => v.Split(": ", 2)).Where(v => v.Length == 2).Select(v => KeyValuePair.Create(v[0], (JsonNode?)v[1])));
        if (type == typeof(IReadOnlyList<string>))
            return new JsonArray([.. values[0].Split(',').Select(v => (JsonNode?)v)]);
        if (bool.TryParse(values[0], out var flag) && type == typeof(bool))
            return flag;
        return (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(int) || plain == typeof(long) || plain == typeof(decimal)) && decimal.TryParse(values[0], CultureInfo.InvariantCulture, out var number)
            ? number
            : values[0];
    }

    private static string? ReadList(JsonElement value, string field, JsonFields fields)
    {
        var before = fields.Errors.Count;
        var items = fields.Items(value, field, "an array of strings", MaxItems).Select(item => fields.Line(item.Element, item.Field, MaxLength)).ToList();
        return fields.Errors.Count > before ? null : string.Join(',', items);
    }

    private static Dictionary<string, string>? ReadHeaders(JsonElement value, string field, JsonFields fields)
    {
        var before = fields.Errors.Count;
        if (!fields.IsObject(value, field, "an object of header fields"))
            return null;

        var headers = new Dictionary<string, string>();
        foreach (var (name, path, text) in fields.MembersOf(value, field))
        {
            if (name.Contains(':', StringComparison.Ordinal))
                fields.Refuse(path, "must not have a colon in its name");
            else if (headers.Count == MaxItems)
                fields.Refuse(field, $"must have at most {MaxItems} header fields");
            else if (fields.Line(text, path, MaxLength) is { } line)
                headers[$"{nameof(ProviderOptions.Headers)}:{headers.Count}"] = $"{name}: {line}";
        }

        return fields.Errors.Count > before ? null : headers;
    }

    private static string FieldOf(string setting) => setting == nameof(ProviderOptions.Secret) ? "password" : NameOf(setting);

    private static string NameOf(string setting) => JsonNamingPolicy.SnakeCaseLower.ConvertName(setting);

    // Quoted text is a value of the caller.
    private static readonly Regex Mentioned = new($"'[^']*'|\\b({string.Join('|', ProviderReader.Settings.Keys)})\\b");
}
