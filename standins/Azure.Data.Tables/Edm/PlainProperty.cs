using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

internal sealed class PlainProperty<TEntity, TValue>(string name, PropertyInfo property) : ModelProperty<TEntity, TValue>(name, property)
    where TEntity : class
{
    private static readonly EdmType<TValue> Type = (EdmType<TValue>)EdmTypes.ByType[typeof(TValue)];

    protected override void Write(Utf8JsonWriter writer, TValue value)
    {
        if (value is null)
            WriteNull(writer);
        else
            WriteTyped(writer, Type, value);
    }

    protected override bool TryRead(ref Utf8JsonReader reader, out TValue value)
    {
        value = Type.Read(ref reader);
        return true;
    }
}
