using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

internal sealed class NullableEnumProperty<TEntity, TValue>(string name, PropertyInfo property) : ModelProperty<TEntity, TValue?>(name, property)
    where TEntity : class
    where TValue : struct, Enum
{
    protected override void Write(Utf8JsonWriter writer, TValue? value)
    {
        if (value is { } present)
            WriteTyped(writer, EdmTypes.String, present.ToString());
        else
            WriteNull(writer);
    }

    protected override bool TryRead(ref Utf8JsonReader reader, out TValue? value)
    {
        var known = Enum.TryParse<TValue>(reader.GetString(), out var parsed) && Enum.IsDefined(parsed);
        value = parsed;
        return known;
    }
}
