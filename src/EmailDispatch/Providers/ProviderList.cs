using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers;

/// <summary>
/// Reads the table <c>Providers</c> every <see cref="Interval"/> for the catalogue, so that every instance follows a change. While storage fails, the
/// last known providers stay in use. It also deletes passwords that no instance uses any more.
/// </summary>
public sealed partial class ProviderList(ProviderTable table, ProviderCatalogue catalogue, TimeProvider time, ILogger<ProviderList> logger, ISecretStore? secrets = null) : IDisposable
{
    /// <summary>How often the table is read, in one query.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(20);

    /// <summary>How long a replaced password is kept: longer than any instance needs to follow.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private bool _isFailing;

    /// <summary>Reads the table once, then in the background. If storage fails, only the providers of the settings are used until it answers.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var isRead = await RefreshAsync(cancellationToken);
        _ = Task.Run(() => RunAsync(isRead ? Interval : RetryInterval, _stopping.Token), CancellationToken.None);
    }

    public void Stop() => _stopping.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _reading.Dispose();
    }

    /// <summary>Reads the table now.</summary>
    /// <returns>False if storage failed; the known providers stay.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        // One at a time: a read that began before a change must not end after one that saw it.
        await _reading.WaitAsync(cancellationToken);
        try
        {
            using var late = new CancellationTokenSource(LongestRead, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            var rows = await table.ReadAllAsync(either.Token).WaitAsync(either.Token);
            catalogue.Follow([.. rows.Where(row => !row.IsRemoved)]);
            _isFailing = false;
            await DeleteOldAsync([.. rows.Where(row => row.IsRemoved || row.OldSecrets.Count > 0)], cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, emails are sent with what is known.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isFailing)
                Log.NotRead(logger, fault);
            _isFailing = true;
            return false;
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task RunAsync(TimeSpan first, CancellationToken cancellationToken)
    {
        try
        {
            for (var wait = first; ; wait = await RefreshAsync(cancellationToken) ? Interval : RetryInterval)
                await Task.Delay(wait, time, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // Any instance may do it, and several may: each step can be repeated.
    private async Task DeleteOldAsync(IReadOnlyList<ManagedProvider> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows.Where(row => time.GetUtcNow() - row.ChangedAt >= KeptFor))
        {
            try
            {
                foreach (var name in row.OldSecrets)
                {
                    if (secrets is not null)
                        await secrets.DeleteAsync(name, cancellationToken);
                }

                _ = row.IsRemoved ? await table.TryDeleteAsync(row, cancellationToken) : await table.TryReplaceAsync(row with { OldSecrets = [] }, cancellationToken);
            }
            catch (CredentialException fault)
            {
                Log.NotDeleted(logger, fault, row.Name);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3501, LogLevel.Error, "The providers added through the API cannot be read; the last known ones stay in use")]
        public static partial void NotRead(ILogger logger, Exception fault);

        [LoggerMessage(3502, LogLevel.Warning, "Provider {Provider}: a replaced password cannot be deleted; it is tried again")]
        public static partial void NotDeleted(ILogger logger, Exception fault, string provider);
    }
}
