using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Storage;

/// <summary>
/// Reads and writes single rows. The SDK repeats a request if the answer was lost, so a write that is refused may have been done by its own earlier
/// try. Callers compare the row where that matters.
/// </summary>
internal static class TableRows
{
    public static async Task<TableEntity?> FindAsync(this TableClient table, string partition, string key, CancellationToken cancellationToken)
    {
        var found = await table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return found.HasValue ? found.Value : null;
    }

    /// <returns>The version of the inserted row; null if the row already exists.</returns>
    public static Task<ETag?> TryInsertAsync(this TableClient table, TableEntity row, CancellationToken cancellationToken) =>
        TryAsync(() => table.AddEntityAsync(row, cancellationToken));

    /// <summary>Updates a row if it still has this version.</summary>
    /// <returns>Its new version; null if it was changed or deleted.</returns>
    public static Task<ETag?> TryUpdateAsync(this TableClient table, TableEntity row, ETag version, TableUpdateMode mode, CancellationToken cancellationToken) =>
        TryAsync(() => table.UpdateEntityAsync(row, version, mode, cancellationToken));

    /// <summary>Deletes a row if it still has this version.</summary>
    /// <returns>Whether it is gone; false if it was changed.</returns>
    public static async Task<bool> TryDeleteAsync(this TableClient table, string partition, string key, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await table.DeleteEntityAsync(partition, key, version, cancellationToken);
            return true;
        }
        catch (RequestFailedException fault) when (StorageFaults.IsLost(fault))
        {
            return false;
        }
    }

    public static ETag Version(this Response response) =>
        response.Headers.ETag ?? throw new InvalidDataException("Storage wrote a row without returning its ETag.");

    private static async Task<ETag?> TryAsync(Func<Task<Response>> write)
    {
        try
        {
            return (await write()).Version();
        }
        catch (RequestFailedException fault) when (StorageFaults.IsLost(fault))
        {
            return null;
        }
    }
}
