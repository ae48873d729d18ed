using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>
/// A row that several instances change. It is read once; after that a change is one write, guarded by the version,
/// and only when another was faster it is read again. Not for use by two callers at a time.
/// </summary>
internal sealed class SharedRow(ProviderStateTable table, string provider, string key)
{
    private const int MaxTries = 10;

    private TableEntity? _row;
    private bool _isKnown;

    /// <summary>A new row to be written in its place.</summary>
    public TableEntity NewEntity() => new(provider, key);

    /// <summary>Takes over what was read elsewhere; null where there is no row.</summary>
    public void Learn(TableEntity? row) => (_row, _isKnown) = (row, true);

    /// <summary>Changes the row.</summary>
    /// <param name="change">Makes the new row of the present one; null leaves it. Called again when another was faster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it was changed.</returns>
    /// <exception cref="ProviderStateUnavailableException">Storage failed, or others were faster every time.</exception>
    public async Task<bool> TryChangeAsync(Func<TableEntity?, TableEntity?> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (!_isKnown)
                Learn(await table.ReadAsync(provider, key, cancellationToken));
            if (change(_row) is not { } changed)
                return false;

            // Where the answer of a write is lost, the next one finds another version and reads.
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
