using Azure.Data.Tables;
using EmailDispatch.Endpoints;
using EmailDispatch.Retention;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Webhooks;

/// <summary>Deletes webhook log rows after the retention time of email statuses. Sequence numbers continue.</summary>
public sealed class WebhookRetention(TableServiceClient tables, EndpointList endpoints, IOptions<RetentionOptions> options, TimeProvider time)
{
    /// <summary>Deletes expired rows, and returns how many.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (oldest, deadline) = (time.GetUtcNow() - TimeSpan.FromDays(options.Value.StatusDays), new Deadline(time, options.Value.MaxDuration));
        var purge = new EntityPurge(tables.GetTableClient(EndpointLog.TableName), deadline);
        var deleted = 0;
        foreach (var endpoint in await endpoints.AllAsync(cancellationToken))
        {
            if (!deadline.IsOver)
                deleted += await purge.DeleteAsync(TableClient.CreateQueryFilter($"PartitionKey eq {endpoint.Id} and RowKey ne {LogState.Key} and Timestamp lt {oldest}"), cancellationToken);
        }

        return deleted;
    }
}
