using Azure.Data.Tables;

namespace EmailDispatch.Storage;

/// <summary>Entity group transaction limits: https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions.</summary>
internal static class Transactions
{
    /// <summary>The maximum number of rows; all must be in one partition, each only once.</summary>
    public const int MaxRows = 100;

    /// <summary>The maximum total size of the rows in bytes; storage takes 4 MiB including the request around them.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    // A character takes up to six bytes in JSON (\uXXXX); numbers, keys and the headers of each part are small.
    private const int BytesPerCharacter = 6;
    private const int OtherBytes = 2048;

    /// <summary>The maximum size of a row in bytes.</summary>
    public static int SizeOf(ITableEntity row) =>
        OtherBytes + ((IDictionary<string, object>)row).Values.OfType<string>().Sum(text => text.Length * BytesPerCharacter);
}
