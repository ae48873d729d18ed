using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Retry;

/// <summary>A bulk retry reads only the time range, not everything a tenant ever sent.</summary>
public sealed class BulkRetryCostTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly DateTimeOffset From = new(2026, 4, 2, 9, 30, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Storage_is_not_asked_for_rows_before_the_range(int shards)
    {
        var filters = new Filters();
        var options = new TableClientOptions();
        options.AddPolicy(filters, HttpPipelinePosition.PerCall);
        var tables = new TableServiceClient(azurite.ConnectionString, options);
        var status = new StatusStore(tables, new OpenHours(tables, TimeProvider.System), Options.Create(new StatusOptions { Shards = shards }), TimeProvider.System);
        await tables.CreateTableIfNotExistsAsync(StatusStore.TableName, Cancellation);
        var hour = 999_999 - (From.ToUnixTimeSeconds() / 3600);

        var result = await new BulkRetry(status, retry: null!).RetryAsync("default", new BulkRetryRequest(EmailStatus.Failed, From, From.AddHours(2)), Cancellation);

        Assert.Equal((0, 0, null), (result.Retried, result.Skipped, result.Next));
        Assert.NotEmpty(filters.All);
        Assert.All(filters.All, filter => Assert.True(
            filter.Contains("PartitionKey eq", StringComparison.Ordinal) || string.CompareOrdinal(EndOf(filter), $"default|{hour}}}") <= 0, filter));
    }

    private static string EndOf(string filter) => filter.Split("PartitionKey lt '")[1].Split('\'')[0];

    private sealed class Filters : HttpPipelinePolicy
    {
        public List<string> All { get; } = [];

        public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var query = Uri.UnescapeDataString(message.Request.Uri.Query);
            if (query.Contains("$filter=", StringComparison.Ordinal))
                All.Add(query);
            return ProcessNextAsync(message, pipeline);
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
