using System.Text.Json;

namespace EmailDispatch.Templates.Language;

/// <summary>A variable of a template.</summary>
/// <param name="Key">The name by which the template and the email refer to it.</param>
/// <param name="Type">What values it takes.</param>
/// <param name="Fallback">The value for emails that give none; null if they must.</param>
public sealed record TemplateVariable(string Key, TemplateVariableType Type, JsonElement? Fallback);

/// <summary>The type of a variable. All but <see cref="Html"/> are those of the Resend API.</summary>
public enum TemplateVariableType
{
    String,

    Number,

    Boolean,

    /// <summary>Named strings, numbers and booleans.</summary>
    Object,

    /// <summary>Strings, numbers, booleans and objects of them.</summary>
    List,

    /// <summary>Markup that is inserted as it is; the sender answers for it.</summary>
    Html,
}
