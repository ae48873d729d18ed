using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>Entities without a model: the annotations tell the types.</summary>
internal sealed class DictionaryShape(Type type) : EntityShape
{
    private const string AnnotationSuffix = "@odata.type";

    public override void Write(Utf8JsonWriter writer, object entity)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in (IDictionary<string, object>)entity)
        {
            if (name is not (TableEntity.ETagName or nameof(ITableEntity.Timestamp)))
                Write(writer, name, value);
        }

        writer.WriteEndObject();
    }

    public override object Read(ref Utf8JsonReader reader)
    {
        var entity = (IDictionary<string, object>)Activator.CreateInstance(type);
        string annotated = null, annotation = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name.EndsWith(AnnotationSuffix, StringComparison.Ordinal))
                (annotated, annotation) = (name[..^AnnotationSuffix.Length], reader.GetString());
            else if (name == "odata.metadata")
                reader.Skip();
            else
                entity[name] = Read(ref reader, TypeOf(name, annotated, annotation));
        }

        return entity;
    }

    private static string TypeOf(string name, string annotated, string annotation)
    {
        if (name == annotated)
            return annotation;

        return name == nameof(ITableEntity.Timestamp) ? EdmTypes.DateTimeName : null;
    }

    private static object Read(ref Utf8JsonReader reader, string type) => (type, reader.TokenType) switch
    {
        (_, JsonTokenType.Null) => null,
        (EdmTypes.Int64Name, _) => EdmTypes.Int64.Read(ref reader),
        (EdmTypes.DoubleName, _) => EdmTypes.Double.Read(ref reader),
        (EdmTypes.DateTimeName, _) => EdmTypes.DateTimeOffset.Read(ref reader),
        (EdmTypes.GuidName, _) => EdmTypes.Guid.Read(ref reader),
        (EdmTypes.BinaryName, _) => EdmTypes.Bytes.Read(ref reader),
        (_, JsonTokenType.True or JsonTokenType.False) => reader.GetBoolean(),
        (_, JsonTokenType.Number) => Number(ref reader),
        _ => reader.GetString(),
    };

    // Each its own return: a conditional expression would make all of them doubles.
    private static object Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt32(out var number))
            return number;
        if (reader.TryGetInt64(out var large))
            return large;
        return reader.GetDouble();
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case null: writer.WriteNull(name); break;
            case string text: WriteTyped(writer, name, EdmTypes.String, text); break;
            case int number: WriteTyped(writer, name, EdmTypes.Int32, number); break;
            case bool flag: WriteTyped(writer, name, EdmTypes.Boolean, flag); break;
            case long number: WriteTyped(writer, name, EdmTypes.Int64, number); break;
            case double number: WriteTyped(writer, name, EdmTypes.Double, number); break;
            case DateTimeOffset time: WriteTyped(writer, name, EdmTypes.DateTimeOffset, time); break;
            case DateTime time: WriteTyped(writer, name, EdmTypes.DateTime, time); break;
            case Guid guid: WriteTyped(writer, name, EdmTypes.Guid, guid); break;
            case byte[] bytes: WriteTyped(writer, name, EdmTypes.Bytes, bytes); break;
            case BinaryData data: WriteTyped(writer, name, EdmTypes.Data, data); break;
            default: throw new NotSupportedException($"Property '{name}' is a {value.GetType()}, which a table cannot hold.");
        }
    }

    private static void WriteTyped<T>(Utf8JsonWriter writer, string name, EdmType<T> type, T value)
    {
        if (type.Annotation != null)
            writer.WriteString(name + AnnotationSuffix, type.Annotation);
        writer.WritePropertyName(name);
        type.Write(writer, value);
    }
}
