using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using EmailDispatch.Endpoints;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Webhooks;

namespace EmailDispatch.PersonalData;

/// <summary>
/// Reads every row of a tenant that may contain an address of a recipient, in an order that can be continued from any row. There is no index by address:
/// keeping one would cost every email a write, for requests that are rare.
/// </summary>
public sealed class TenantScan(TableServiceClient tables, EndpointList endpoints)
{
    private readonly TableClient _emails = tables.GetTableClient(StatusStore.TableName);
    private readonly TableClient _log = tables.GetTableClient(EndpointLog.TableName);
    private readonly TableClient _suppressions = tables.GetTableClient(SuppressionStore.TableName);

    /// <summary>Reads the rows after a position, newest emails first.</summary>
    internal async IAsyncEnumerable<(ScanPosition Position, TableEntity Row)> ReadAsync(string tenant, ScanPosition after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var queries = new List<(ScanStep Step, TableClient Table, string Filter)>();
        if (after.Step == ScanStep.Emails)
        {
            var start = after.Partition.Length > 0 ? after.Partition : RowKeys.StartOf(tenant);
            var end = RowKeys.EndOf(tenant);
            if (after.Partition.Length > 0)
                queries.Add((ScanStep.Emails, _emails, TableClient.CreateQueryFilter($"PartitionKey eq {start} and RowKey gt {after.Row}")));
            queries.Add((ScanStep.Emails, _emails, TableClient.CreateQueryFilter($"PartitionKey gt {start} and PartitionKey lt {end}")));
        }

        if (after.Step <= ScanStep.Events)
        {
            var done = after.Step == ScanStep.Events ? after.Partition : "";
            var logs = (await endpoints.AllAsync(cancellationToken)).Where(endpoint => endpoint.Tenant == tenant).Select(endpoint => endpoint.Id);
            foreach (var log in logs.Where(id => string.CompareOrdinal(id, done) >= 0).Order(StringComparer.Ordinal))
            {
                var row = log == done ? after.Row : "";
                queries.Add((ScanStep.Events, _log, TableClient.CreateQueryFilter($"PartitionKey eq {log} and RowKey gt {row}")));
            }
        }

        if (after.Step == ScanStep.Contents)
            yield break;

        var last = after.Step == ScanStep.Suppressions ? after.Row : "";
        queries.Add((ScanStep.Suppressions, _suppressions, TableClient.CreateQueryFilter($"PartitionKey eq {tenant} and RowKey gt {last}")));
        foreach (var (step, of, filter) in queries)
        {
            await foreach (var row in of.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
                yield return (new ScanPosition(step, row.PartitionKey, row.RowKey), row);
        }
    }

    /// <summary>Whether a position, which a caller may have changed, is in the tenant's rows.</summary>
    public static bool IsOf(string tenant, ScanPosition position) =>
        position.Step != ScanStep.Emails || position.Partition.Length == 0 || position.Partition.StartsWith(RowKeys.StartOf(tenant), StringComparison.Ordinal);
}
