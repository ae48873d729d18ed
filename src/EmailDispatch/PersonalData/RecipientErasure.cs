using Azure;
using Azure.Data.Tables;
using EmailDispatch.Retention;
using EmailDispatch.Storage;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.PersonalData;

/// <summary>
/// Erases an address from what is stored for a tenant: a hash stands in its place (<see cref="AddressHashes"/>), so figures stay as they are.
/// <list type="number">
/// <item>A row of the table <c>Erasures</c> keeps the request until it is complete: a run stops after a while, and a timer continues it.</item>
/// <item>The address goes on the do-not-send list, as a hash, so that emails which have not ended do not reach it.</item>
/// <item>A pass over everything that may have the address (<see cref="ErasurePass"/>) replaces it. What has not ended, or may just be being written, is left
/// and counted; while there is any, another pass follows.</item>
/// <item>The entry of the list goes, unless the address was on the list before and is to stay. Then the request goes.</item>
/// </list>
/// Each step can be repeated. Emails that are accepted after the request are not its subject.
/// </summary>
public sealed partial class RecipientErasure(
    TableServiceClient tables, AddressHashes hashes, SuppressionStore store, SuppressionList suppressions, ErasurePass pass, TimeProvider time, ILogger<RecipientErasure> logger)
{
    public const string TableName = "Erasures";

    // A request over HTTP may take 230 seconds in Azure, but its caller waits.
    private static readonly TimeSpan FirstRun = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LaterRun = TimeSpan.FromMinutes(4);

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Erases an address, or continues to.</summary>
    /// <exception cref="Secrets.CredentialException">The secret of the hashes cannot be read; nothing was changed.</exception>
    public async Task<Erasure> EraseAsync(string tenant, string address, bool keepsSuppression, CancellationToken cancellationToken)
    {
        var hash = await hashes.OfAsync(tenant, address, cancellationToken);
        var erasure = await _table.FindAsync(tenant, hash, cancellationToken) is { } row ? Erasure.FromEntity(row) : new Erasure
        {
            Tenant = tenant,
            Address = address,
            Hash = hash,
            WasSuppressed = await suppressions.ReadAsync(tenant, address, cancellationToken) is not null,
        };
        erasure = erasure with { KeepsSuppression = keepsSuppression };
        await _table.UpsertEntityAsync(erasure.ToEntity(), TableUpdateMode.Replace, cancellationToken);
        await HoldAsync(erasure, cancellationToken);
        erasure = Erasure.FromEntity(await _table.FindAsync(tenant, hash, cancellationToken) ?? erasure.ToEntity());
        return await RunAsync(erasure, FirstRun, cancellationToken);
    }

    /// <summary>Continues every request that is not complete, with one pass at most.</summary>
    public async Task ContinueAsync(CancellationToken cancellationToken)
    {
        var deadline = new Deadline(time, LaterRun);
        await foreach (var row in _table.QueryAsync<TableEntity>(cancellationToken: cancellationToken))
        {
            if (deadline.IsOver)
                return;
            var erasure = Erasure.FromEntity(row);
            try
            {
                await HoldAsync(erasure, cancellationToken);
                await RunAsync(erasure, LaterRun, cancellationToken);
            }
#pragma warning disable CA1031 // The others go on, and this one is tried again.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.Interrupted(logger, fault, erasure.Hash, erasure.Tenant);
            }
        }
    }

    private async Task<Erasure> RunAsync(Erasure erasure, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (ran, isOver) = await pass.RunAsync(erasure, new Deadline(time, duration), cancellationToken);
        if (isOver && ran.Pending == 0)
            return await CompleteAsync(ran, cancellationToken);

        // If another run was faster, it has counted the same.
        await _table.TryUpdateAsync((isOver ? ran with { Position = ScanPosition.Start } : ran).ToEntity(), erasure.ETag, TableUpdateMode.Replace, CancellationToken.None);
        return ran;
    }

    // The entry has no detail, which may quote the address.
    private async Task HoldAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        var listed = await store.ReadAsync(erasure.Tenant, erasure.Address, cancellationToken);
        await suppressions.AddAsync(
            new Suppression(erasure.Tenant, AddressHashes.Shown(erasure.Hash, erasure.Address), listed?.Reason ?? SuppressionReason.Manual, listed?.CreatedAt ?? time.GetUtcNow())
            {
                Key = SuppressionKey.OfErased(erasure.Hash),
            },
            cancellationToken);
        if (listed is not null)
            await suppressions.RemoveAsync(listed, cancellationToken);
    }

    private async Task<Erasure> CompleteAsync(Erasure erasure, CancellationToken cancellationToken)
    {
        if (!(erasure.KeepsSuppression && erasure.WasSuppressed))
            await store.TryDeleteAsync(erasure.Tenant, SuppressionKey.OfErased(erasure.Hash), cancellationToken);
        await _table.DeleteEntityAsync(erasure.Tenant, erasure.Hash, ETag.All, cancellationToken);
        Log.Completed(logger, erasure.Hash, erasure.Tenant, erasure.Emails, erasure.Events, erasure.Poison);
        return erasure with { IsComplete = true };
    }

    private static partial class Log
    {
        [LoggerMessage(8501, LogLevel.Information, "The address with the hash {Hash} of {Tenant} is erased: {Emails} emails, {Events} events, {Poison} poison messages")]
        public static partial void Completed(ILogger logger, string hash, string tenant, int emails, int events, int poison);

        [LoggerMessage(8502, LogLevel.Error, "The address with the hash {Hash} of {Tenant} could not be erased everywhere; it is tried again in five minutes")]
        public static partial void Interrupted(ILogger logger, Exception fault, string hash, string tenant);
    }
}
