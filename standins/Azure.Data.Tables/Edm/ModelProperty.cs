using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>One property of a model class.</summary>
internal abstract class ModelProperty(string name)
{
    /// <summary>The name in an answer; the ETag's differs.</summary>
    public byte[] WireName { get; } = Encoding.UTF8.GetBytes(name == nameof(ITableEntity.ETag) ? TableEntity.ETagName : name);

    protected JsonEncodedText Name { get; } = JsonEncodedText.Encode(name);

    protected JsonEncodedText AnnotationName { get; } = JsonEncodedText.Encode(name + "@odata.type");

    /// <summary>Set by the service, so never written.</summary>
    protected bool IsServiceOwned { get; } = name is nameof(ITableEntity.ETag) or nameof(ITableEntity.Timestamp);

    public static ModelProperty Of(PropertyInfo property)
    {
        var type = property.PropertyType;
        var underlying = Nullable.GetUnderlyingType(type) ?? type;
        var name = property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name;
        if (!underlying.IsEnum && !EdmTypes.ByType.ContainsKey(underlying))
            return new UnsupportedProperty(name, property);

        var implementation = (underlying.IsEnum, type.IsValueType && type == underlying, type.IsValueType) switch
        {
            (true, true, _) => typeof(EnumProperty<,>),
            (true, _, _) => typeof(NullableEnumProperty<,>),
            (false, false, true) => typeof(NullableProperty<,>),
            _ => typeof(PlainProperty<,>),
        };

        return (ModelProperty)Activator.CreateInstance(implementation.MakeGenericType(property.DeclaringType, underlying), name, property);
    }

    public abstract void Write(Utf8JsonWriter writer, object entity);

    public abstract void Read(ref Utf8JsonReader reader, object entity);

    protected void WriteNull(Utf8JsonWriter writer) => writer.WriteNull(Name);
}
