using System.Collections.Concurrent;
using System.Text.Json;

namespace Azure.Data.Tables.Edm;

/// <summary>Reads and writes the entities of one .NET type; made once a type.</summary>
internal abstract class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Shapes = new();

    public static EntityShape Of(Type type) => Shapes.GetOrAdd(type, static t =>
        t.IsAssignableTo(typeof(IDictionary<string, object>)) ? new DictionaryShape(t) : new ModelShape(t));

    /// <summary>Writes one JSON object: everything but ETag and Timestamp, which are the service's.</summary>
    public abstract void Write(Utf8JsonWriter writer, object entity);

    /// <summary>Reads one JSON object; the reader stands on its start and is left on its end.</summary>
    public abstract object Read(ref Utf8JsonReader reader);
}
