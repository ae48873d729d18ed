using System.Net;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Status;

/// <summary>Inserts the rows of many new emails together, in entity group transactions of the table <see cref="StatusStore.TableName"/>.</summary>
public sealed class StatusBatches(TableServiceClient tables, StatusStore status, OpenHours openHours)
{
    // Storage takes 100 rows of one partition and 4 MiB in a transaction; the rest is for what surrounds the rows.
    private const int MaxRows = 100;
    private const int MaxBytes = 3 * 1024 * 1024;
    private const int RowOverhead = 2_048;

    private readonly TableClient _table = tables.GetTableClient(StatusStore.TableName);

    /// <summary>Inserts rows: all of them, or those that fit one transaction, at once.</summary>
    /// <returns>The rows with their versions, in the same order; as <see cref="StatusStore.InsertAsync"/>, those that are there already as they are.</returns>
    public async Task<IReadOnlyList<EmailRow>> InsertAsync(IReadOnlyList<EmailRow> rows, CancellationToken cancellationToken)
    {
        var inserted = new List<EmailRow>(rows.Count);
        var entities = rows.Select(EmailRowEntity.ToEntity).ToList();
        while (inserted.Count < rows.Count)
        {
            var start = inserted.Count;
            var count = CountOfFitting(entities, start);
            inserted.AddRange(await InsertTogetherAsync([.. rows.Skip(start).Take(count)], entities.GetRange(start, count), cancellationToken));
        }

        return inserted;
    }

    private async Task<IReadOnlyList<EmailRow>> InsertTogetherAsync(List<EmailRow> rows, List<TableEntity> entities, CancellationToken cancellationToken)
    {
        await openHours.AnnounceAsync(rows[0].Tenant, rows[0].AcceptedAt, cancellationToken);
        try
        {
            var answers = await _table.SubmitTransactionAsync(entities.Select(e => new TableTransactionAction(TableTransactionActionType.Add, e)), cancellationToken);
            return [.. rows.Zip(answers.Value, (row, answer) =>
                row with { ETag = answer.Headers.ETag ?? throw new InvalidDataException("Storage inserted a row without telling its ETag.") })];
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            // A try before this one had inserted some, and nobody knows which.
            var found = new List<EmailRow>(rows.Count);
            foreach (var row in rows)
                found.Add(await status.InsertAsync(row, cancellationToken));
            return found;
        }
    }

    private static int CountOfFitting(List<TableEntity> entities, int start)
    {
        var bytes = 0L;
        var count = 0;
        foreach (var entity in entities.Skip(start).Take(MaxRows))
        {
            bytes += RowOverhead + entity.Select(column => column.Value).OfType<string>().Sum(text => JsonEncodedText.Encode(text).EncodedUtf8Bytes.Length);
            if (count > 0 && (bytes > MaxBytes || entity.PartitionKey != entities[start].PartitionKey))
                break;
            count++;
        }

        return count;
    }
}
