using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>Entities of a class with properties.</summary>
internal sealed class ModelShape : EntityShape
{
    private readonly Type _type;
    private readonly ModelProperty[] _properties;

    public ModelShape(Type type)
    {
        _type = type;
        _properties =
        [
            .. from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
               where property.GetMethod != null && property.GetIndexParameters().Length == 0
               where !property.IsDefined(typeof(IgnoreDataMemberAttribute))
               select ModelProperty.Of(property),
        ];
    }

    public override void Write(Utf8JsonWriter writer, object entity)
    {
        writer.WriteStartObject();
        foreach (var property in _properties)
            property.Write(writer, entity);
        writer.WriteEndObject();
    }

    public override object Read(ref Utf8JsonReader reader)
    {
        var entity = Activator.CreateInstance(_type);
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = Find(ref reader, ref next);
            reader.Read();
            if (property != null)
                property.Read(ref reader, entity);
            else
                reader.Skip();
        }

        return entity;
    }

    // The service answers in the order in which the properties were written, so the search goes on from the last hit.
    private ModelProperty Find(ref Utf8JsonReader reader, ref int next)
    {
        for (var i = 0; i < _properties.Length; i++)
        {
            var property = _properties[(next + i) % _properties.Length];
            if (!reader.ValueTextEquals(property.WireName))
                continue;

            next += i + 1;
            return property;
        }

        return null;
    }
}
