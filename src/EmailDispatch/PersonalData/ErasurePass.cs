using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Retention;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Webhooks;

namespace EmailDispatch.PersonalData;

/// <summary>
/// One pass over everything that may have an address. An email that has not ended belongs to the dispatcher, which knows its row by the version: it is left
/// until it ends, except a scheduled email to this address alone, which is canceled. Content with the address is deleted, because it cannot be changed without
/// breaking it.
/// </summary>
public sealed class ErasurePass(TableServiceClient tables, TenantScan scan, StatusStore status, PayloadStore payloads, LinkedFileStore files, EmailSchedule schedule, PoisonErasure poison, IdempotencyKeys keys, TimeProvider time)
{
    // An instance that has just ended an email may still store its content.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    // A rule of the storage account deletes older content.
    private const int MaxDays = 61;

    private readonly TableClient _log = tables.GetTableClient(EndpointLog.TableName);
    private readonly TableClient _suppressions = tables.GetTableClient(SuppressionStore.TableName);

    /// <summary>Continues a pass from its position.</summary>
    /// <returns>The counts, and whether the pass is over.</returns>
    internal async Task<(Erasure Erasure, bool IsOver)> RunAsync(Erasure erasure, Deadline deadline, CancellationToken cancellationToken)
    {
        var address = new ErasedAddress(erasure.Address, erasure.Hash);
        if (erasure.Position == ScanPosition.Start)
            erasure = erasure with { Pending = 0 };
        await foreach (var (position, row) in scan.ReadAsync(erasure.Tenant, erasure.Position, cancellationToken))
        {
            var counted = position.Step switch
            {
                ScanStep.Emails when row.RowKey.StartsWith(OutboxRow.Prefix, StringComparison.Ordinal) => Left(erasure, IsIn(row, address)),
                ScanStep.Emails => await EraseAsync(erasure, EmailRowEntity.FromEntity(row), address, cancellationToken),
                ScanStep.Events => await EraseEventAsync(erasure, row, address, cancellationToken),
                _ => await EraseDetailAsync(erasure, row, address, cancellationToken),
            };
            erasure = counted with { Position = position };
            if (deadline.IsOver)
                return (erasure, false);
        }

        await foreach (var payload in ListContentsAsync(erasure, cancellationToken))
        {
            if (await payloads.ReadAsync(payload, cancellationToken) is { } content && address.IsIn(content.ToString()))
                erasure = Left(erasure, !await TryDeleteAsync(payload, cancellationToken));
            erasure = erasure with { Position = new ScanPosition(ScanStep.Contents, DayOf(payload.Id.AcceptedAt), payload.Id.ToString()) };
            if (deadline.IsOver)
                return (erasure, false);
        }

        // Other keys cannot be found: only their hashes are stored.
        foreach (var spelling in address.Spellings)
            await keys.ForgetAsync(erasure.Tenant, spelling, cancellationToken);
        var (deleted, left) = await poison.EraseAsync(erasure.Tenant, address, cancellationToken);
        return (erasure with { Poison = erasure.Poison + deleted, Pending = erasure.Pending + left }, true);
    }

    private async Task<Erasure> EraseAsync(Erasure erasure, EmailRow row, ErasedAddress address, CancellationToken cancellationToken)
    {
        var erased = address.CutFrom(row);
        if (IsSame(EmailRowEntity.ToErased(row), EmailRowEntity.ToErased(erased)))
            return erasure;

        if (row.Status == EmailStatus.Scheduled && row.Recipients.All(r => address.Is(r.Address))
            && await schedule.CancelAsync(row.Tenant, row.Id, cancellationToken) is { Changed: true, Row: { } canceled })
            (row, erased) = (canceled, address.CutFrom(canceled));
        else if (!row.Status.IsTerminal() || time.GetUtcNow() - row.WrittenAt < Settled)
            return Left(erasure, true);

        // First the content: without it, nobody can retry the email under way.
        if (erased.IsErased)
        {
            await payloads.DeleteAsync(PayloadStore.NameOf(row.Tenant, row.Id), cancellationToken);
            await payloads.DeleteDropAsync(row.Tenant, row.Id, cancellationToken);
            if (row.LinksUntil is not null)
                await files.DeleteAsync(row.Tenant, row.Id, cancellationToken);
        }

        return await status.TryEraseAsync(erased, cancellationToken) ? erasure with { Emails = erasure.Emails + 1 } : Left(erasure, true);
    }

    // Newest days first.
    private async IAsyncEnumerable<StoredPayload> ListContentsAsync(Erasure erasure, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (day, row) = erasure.Position is { Step: ScanStep.Contents } position ? (position.Partition, position.Row) : ("99999999", "");
        for (var (now, age) = (time.GetUtcNow(), 0); age <= MaxDays; age++)
        {
            var order = string.CompareOrdinal(DayOf(now.AddDays(-age)), day);
            if (order > 0)
                continue;
            await foreach (var payload in payloads.ListAsync(erasure.Tenant, now.AddDays(-age), cancellationToken))
            {
                if (order < 0 || string.CompareOrdinal(payload.Id.ToString(), row) > 0)
                    yield return payload;
            }
        }
    }

    /// <summary>Deletes content of an email to others that quotes the address, unless the email has not ended.</summary>
    private async Task<bool> TryDeleteAsync(StoredPayload payload, CancellationToken cancellationToken) =>
        (await status.ReadAsync(payload.Tenant, payload.Id, cancellationToken) is { } row ? row.Status.IsTerminal() : !payload.IsDrop)
        && await payloads.TryDeleteAsync(payload, cancellationToken);

    private static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private async Task<Erasure> EraseEventAsync(Erasure erasure, TableEntity row, ErasedAddress address, CancellationToken cancellationToken)
    {
        if (row.GetString("Payload") is { } payload && address.CutFromJson(payload) is var cut && !ReferenceEquals(cut, payload))
        {
            await MergeAsync(_log, new TableEntity(row.PartitionKey, row.RowKey) { ["Payload"] = cut }, cancellationToken);
            erasure = erasure with { Events = erasure.Events + 1 };

            // What the endpoint answered may quote the event in any form.
            var tries = LogRows.Query(row.PartitionKey, LogRows.TryPrefix(LogRows.ToEvent(row).Sequence));
            await foreach (var attempt in _log.QueryAsync<TableEntity>(tries, cancellationToken: cancellationToken))
                await MergeAsync(_log, new TableEntity(attempt.PartitionKey, attempt.RowKey) { ["Answer"] = "" }, cancellationToken);
        }
        else if (row.GetString("Answer") is { } answer && address.IsIn(answer))
        {
            await MergeAsync(_log, new TableEntity(row.PartitionKey, row.RowKey) { ["Answer"] = address.CutFrom(answer) }, cancellationToken);
        }

        return erasure;
    }

    private async Task<Erasure> EraseDetailAsync(Erasure erasure, TableEntity row, ErasedAddress address, CancellationToken cancellationToken)
    {
        if (row.GetString("Detail") is { } detail && address.IsIn(detail))
            await MergeAsync(_suppressions, new TableEntity(row.PartitionKey, row.RowKey) { ["Detail"] = address.CutFrom(detail) }, cancellationToken);
        return erasure;
    }

    private static async Task MergeAsync(TableClient table, TableEntity change, CancellationToken cancellationToken)
    {
        try
        {
            await table.UpdateEntityAsync(change, ETag.All, TableUpdateMode.Merge, cancellationToken);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
        }
    }

    private static Erasure Left(Erasure erasure, bool isLeft) => isLeft ? erasure with { Pending = erasure.Pending + 1 } : erasure;

    private static bool IsIn(TableEntity outbox, ErasedAddress address) =>
        address.IsInJson(outbox.GetString("Events")) || address.IsIn(outbox.GetString("From") ?? "") || address.IsIn(outbox.GetString("Subject") ?? "");

    private static bool IsSame(TableEntity one, TableEntity other) => one.All(column => Equals(column.Value, other[column.Key]));
}
