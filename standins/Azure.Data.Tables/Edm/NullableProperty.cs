using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

internal sealed class NullableProperty<TEntity, TValue>(string name, PropertyInfo property) : ModelProperty<TEntity, TValue?>(name, property)
    where TEntity : class
    where TValue : struct
{
    private static readonly EdmType<TValue> Type = (EdmType<TValue>)EdmTypes.ByType[typeof(TValue)];

    protected override void Write(Utf8JsonWriter writer, TValue? value)
    {
        if (value is { } present)
            WriteTyped(writer, Type, present);
        else
            WriteNull(writer);
    }

    protected override bool TryRead(ref Utf8JsonReader reader, out TValue? value)
    {
        value = Type.Read(ref reader);
        return true;
    }
}
