using System.Text.Json;
using EmailDispatch.Emails;
using Fluid.Values;

namespace EmailDispatch.Templates.Language;

/// <summary>Reads the values of variables, within bounds that keep rendering cheap.</summary>
internal sealed class VariableValues(JsonFields fields)
{
    /// <summary>The maximum length of a string, as in the Resend API.</summary>
    public const int MaxStringLength = 2_000;

    /// <summary>The maximum length of a value of the type html.</summary>
    public const int MaxHtmlLength = 100_000;

    public const int MaxItems = 100;

    public const int MaxMembers = 50;

    /// <summary>The maximum length of all strings of an email together.</summary>
    public const int MaxLength = 200_000;

    // The largest whole number that JSON clients exchange safely; also the limit of the Resend API.
    private const decimal MaxNumber = 9_007_199_254_740_991;

    private static readonly string[] Schemes = ["javascript:", "vbscript:", "data:text/html", "data:image/svg"];

    private int _length;

    /// <summary>Reads a value; null, with a fault, if the variable does not take it.</summary>
    public FluidValue? Read(JsonElement value, TemplateVariableType type, string field) => type switch
    {
        TemplateVariableType.String => value.ValueKind is JsonValueKind.Number ? Text(value.GetRawText(), field) : Text(value, field, MaxStringLength),
        TemplateVariableType.Html => Text(value, field, MaxHtmlLength) is { } html ? StringValue.Create(html.ToStringValue(), encode: false) : null,
        TemplateVariableType.Number when value.ValueKind == JsonValueKind.Number => Number(value, field),
        TemplateVariableType.Boolean when value.ValueKind is JsonValueKind.True or JsonValueKind.False => BooleanValue.Create(value.GetBoolean()),
        TemplateVariableType.Object when value.ValueKind == JsonValueKind.Object => Object(value, field),
        TemplateVariableType.List when value.ValueKind == JsonValueKind.Array => List(value, field),
        _ => Refuse(field, $"must be {Expected(type)}, not {JsonFields.Describe(value)}"),
    };

    private static string Expected(TemplateVariableType type) => type switch
    {
        TemplateVariableType.Number => "a number",
        TemplateVariableType.Boolean => "true or false",
        TemplateVariableType.Object => "an object",
        _ => "an array",
    };

    private FluidValue? Scalar(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.String => Text(value, field, MaxStringLength),
        JsonValueKind.Number => Number(value, field),
        JsonValueKind.True or JsonValueKind.False => BooleanValue.Create(value.GetBoolean()),
        JsonValueKind.Null => NilValue.Instance,
        _ => Refuse(field, $"must be a string, a number or a boolean, not {JsonFields.Describe(value)}"),
    };

    private StringValue? Text(JsonElement value, string field, int maxLength)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        return text.Length > maxLength ? Refuse(field, $"must be at most {maxLength} characters long, not {text.Length}") as StringValue : Text(text, field);
    }

    private StringValue? Text(string text, string field)
    {
        var address = string.Concat(text.Where(c => !char.IsControl(c))).TrimStart();
        if (Schemes.FirstOrDefault(scheme => address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) is { } scheme)
            fields.Refuse(field, $"must not begin with {scheme}");
        else if (text.Contains('\0', StringComparison.Ordinal))
            fields.Refuse(field, "must not contain a NUL (U+0000)");
        else if ((_length += text.Length) > MaxLength)
            fields.Refuse(field, $"makes all values together longer than {MaxLength} characters");
        else
            return StringValue.Create(text);
        return null;
    }

    private NumberValue? Number(JsonElement value, string field)
    {
        if (value.TryGetDecimal(out var number) && Math.Abs(number) <= MaxNumber)
            return NumberValue.Create(number);
        fields.Refuse(field, $"must be a number from -{MaxNumber} to {MaxNumber}");
        return null;
    }

    private DictionaryValue Object(JsonElement value, string field)
    {
        var members = new Dictionary<string, FluidValue>(StringComparer.Ordinal);
        foreach (var (name, path, member) in fields.MembersOf(value, field))
        {
            if (members.Count == MaxMembers)
            {
                fields.Refuse(field, $"must have at most {MaxMembers} fields");
                break;
            }

            if (Scalar(member, TextSafety.Shorten(path, 200)) is { } read)
                members[name] = read;
        }

        return new DictionaryValue(new FluidValueDictionaryFluidIndexable(members));
    }

    private ArrayValue List(JsonElement value, string field) => new(
    [
        .. fields.Items(value, field, "an array", MaxItems)
            .Select(item => item.Element.ValueKind == JsonValueKind.Object ? Object(item.Element, item.Field) : Scalar(item.Element, item.Field)).OfType<FluidValue>(),
    ]);

    private FluidValue? Refuse(string field, string message)
    {
        fields.Refuse(field, message);
        return null;
    }
}
