using System.Text.Json;
using Azure.Data.Tables.Edm;

namespace Azure.Data.Tables.Http;

/// <summary>What the service answers to reads.</summary>
internal static class EntityAnswers
{
    private const string NextPartitionKey = "x-ms-continuation-NextPartitionKey";
    private const string NextRowKey = "x-ms-continuation-NextRowKey";

    public static T ReadEntity<T>(Response response)
    {
        var reader = new Utf8JsonReader(response.Content.ToMemory().Span);
        reader.Read();
        return (T)EntityShape.Of(typeof(T)).Read(ref reader);
    }

    public static Page<T> ReadPage<T>(Response response)
    {
        var shape = EntityShape.Of(typeof(T));
        var entities = new List<T>();
        var reader = new Utf8JsonReader(response.Content.ToMemory().Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRows = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isRows)
                reader.Skip();
            else
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                    entities.Add((T)shape.Read(ref reader));
        }

        return Page<T>.FromValues(entities, ContinuationToken(response), response);
    }

    /// <summary>The keys after which a continued query goes on; both null at its start.</summary>
    public static (string PartitionKey, string RowKey) Parse(string continuationToken)
    {
        if (string.IsNullOrWhiteSpace(continuationToken))
            return default;

        var keys = continuationToken.Split(' ', 2);
        return (keys[0], keys.Length > 1 && keys[1].Length > 0 ? keys[1] : null);
    }

    private static string ContinuationToken(Response response)
    {
        var headers = response.Headers;
        return headers.TryGetValue(NextPartitionKey, out var partitionKey) | headers.TryGetValue(NextRowKey, out var rowKey)
            ? $"{partitionKey} {rowKey}"
            : null;
    }
}
