using Azure.Data.Tables;

namespace EmailDispatch.Storage;

/// <summary>What fits an entity group transaction: https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions.</summary>
internal static class Transactions
{
    /// <summary>The most rows; all are of one partition, each named once.</summary>
    public const int MaxRows = 100;

    /// <summary>The most bytes of all rows; storage takes 4 MiB with what surrounds them.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    // A character of a text takes up to six bytes in JSON (\uXXXX); numbers, keys and the headers of a row's part are small.
    private const int BytesPerCharacter = 6;
    private const int OtherBytes = 2048;

    /// <summary>The most bytes that a row takes.</summary>
    public static int SizeOf(ITableEntity row) =>
        OtherBytes + ((IDictionary<string, object>)row).Values.OfType<string>().Sum(text => text.Length * BytesPerCharacter);
}
