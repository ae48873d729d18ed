using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>
/// A row that several instances change. It is read once; after that each change is a single write guarded by the version, and the row is read again
/// only if another instance was faster. Not for concurrent callers.
/// </summary>
internal sealed class SharedRow(ProviderStateTable table, string provider, string key)
{
    private const int MaxTries = 10;

    private TableEntity? _row;
    private bool _isKnown;

    public TableEntity NewEntity() => new(provider, key);

    /// <summary>Takes over a row that was read elsewhere; null if there is none.</summary>
    public void Learn(TableEntity? row) => (_row, _isKnown) = (row, true);

    /// <summary>Changes the row. <paramref name="change"/> returns the new row, or null to keep it; it runs again if another was faster.</summary>
    /// <exception cref="ProviderStateUnavailableException">Storage failed, or others were faster every time.</exception>
    public async Task<bool> TryChangeAsync(Func<TableEntity?, TableEntity?> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (!_isKnown)
                Learn(await table.ReadAsync(provider, key, cancellationToken));
            if (change(_row) is not { } changed)
                return false;

            // If the answer of a write is lost, the next write finds another version and reads the row.
            if (await table.TryWriteAsync(changed, _row?.ETag, cancellationToken) is { } version)
            {
                changed.ETag = version;
                _row = changed;
                return true;
            }

            _isKnown = false;
        }

        throw new ProviderStateUnavailableException($"Others changed the row {key} of {provider} {MaxTries} times in between.") { IsContention = true };
    }
}
