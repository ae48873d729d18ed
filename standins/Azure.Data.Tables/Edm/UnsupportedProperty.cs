using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>A property of a type that a table cannot hold: harmless as long as it is null.</summary>
internal sealed class UnsupportedProperty(string name, PropertyInfo property) : ModelProperty(name)
{
    public override void Write(Utf8JsonWriter writer, object entity)
    {
        if (property.GetValue(entity) != null)
            throw new NotSupportedException($"Property '{Name}' is a {property.PropertyType}, which a table cannot hold.");

        WriteNull(writer);
    }

    public override void Read(ref Utf8JsonReader reader, object entity) => reader.Skip();
}
