using System.Reflection;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>Gets and sets through typed delegates, so that no value is boxed.</summary>
internal abstract class ModelProperty<TEntity, TValue>(string name, PropertyInfo property) : ModelProperty(name)
    where TEntity : class
{
    private readonly Func<TEntity, TValue> _get = property.GetMethod.CreateDelegate<Func<TEntity, TValue>>();
    private readonly Action<TEntity, TValue> _set = property.SetMethod?.CreateDelegate<Action<TEntity, TValue>>();

    public sealed override void Write(Utf8JsonWriter writer, object entity)
    {
        if (!IsServiceOwned)
            Write(writer, _get((TEntity)entity));
    }

    public sealed override void Read(ref Utf8JsonReader reader, object entity)
    {
        if (_set == null)
            reader.Skip();
        else if (reader.TokenType == JsonTokenType.Null)
            _set((TEntity)entity, default);
        else if (TryRead(ref reader, out var value))
            _set((TEntity)entity, value);
    }

    protected abstract void Write(Utf8JsonWriter writer, TValue value);

    protected abstract bool TryRead(ref Utf8JsonReader reader, out TValue value);

    protected void WriteTyped<T>(Utf8JsonWriter writer, EdmType<T> type, T value)
    {
        if (type.Annotation != null)
            writer.WriteString(AnnotationName, type.Annotation);
        writer.WritePropertyName(Name);
        type.Write(writer, value);
    }
}
