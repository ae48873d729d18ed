using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>An enum travels as its name; a name that is not known leaves the property as it is.</summary>
internal sealed class EnumProperty<TEntity, TValue>(string name, PropertyInfo property) : ModelProperty<TEntity, TValue>(name, property)
    where TEntity : class
    where TValue : struct, Enum
{
    protected override void Write(Utf8JsonWriter writer, TValue value) => WriteTyped(writer, EdmTypes.String, value.ToString());

    protected override bool TryRead(ref Utf8JsonReader reader, out TValue value)
    {
        var text = reader.GetString();
        return Enum.TryParse(text, out value) && Enum.IsDefined(value);
    }
}
