using System.Text.Json;

namespace Azure.Data.Tables.Edm;

internal delegate void EdmWrite<in T>(Utf8JsonWriter writer, T value);

internal delegate T EdmRead<out T>(ref Utf8JsonReader reader);

/// <summary>How a .NET type travels in OData JSON.</summary>
/// <param name="Annotation">The value of <c>@odata.type</c>, null where JSON itself tells the type.</param>
/// <param name="Write">Writes the value alone, its name being written already.</param>
/// <param name="Read">Reads the value on which the reader stands.</param>
internal sealed record EdmType<T>(string Annotation, EdmWrite<T> Write, EdmRead<T> Read);
