using System.Globalization;
using System.Reflection;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>A route parameter or a property of a queue message, bound to a parameter by name.</summary>
internal static class NamedValue
{
    public static bool CanBe(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain
        && (plain == typeof(string) || plain == typeof(int) || plain == typeof(long) || plain == typeof(bool)
            || plain == typeof(Guid) || plain == typeof(DateTimeOffset));

    /// <exception cref="FormatException">The text is not a value of the parameter's type.</exception>
    public static object? Convert(ParameterInfo parameter, object? value)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (value is null)
            return parameter.HasDefaultValue || !type.IsValueType || type != parameter.ParameterType
                ? parameter.HasDefaultValue ? parameter.DefaultValue : null
                : throw new FormatException($"There is no value for the parameter {parameter.Name}.");
        if (type.IsInstanceOfType(value))
            return value;

        var text = System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
        try
        {
            return type == typeof(string) ? text
                : type == typeof(Guid) ? Guid.Parse(text)
                : type == typeof(DateTimeOffset) ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
                : System.Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
        }
        catch (Exception unfit) when (unfit is FormatException or OverflowException)
        {
            throw new FormatException($"The parameter {parameter.Name} takes a value of type {type.Name}, not \"{text}\".", unfit);
        }
    }
}
