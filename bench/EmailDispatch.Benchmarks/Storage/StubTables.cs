using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using EmailDispatch.Status;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>
/// Tables whose email rows are written without doing anything (no JSON, signature or HTTP), so only the dispatcher's own part of a write is
/// measured. The other tables are in memory, under the SDK.
/// </summary>
internal sealed class StubTables(TableServiceClient others) : TableServiceClient
{
    public override TableClient GetTableClient(string tableName) =>
        tableName == StatusStore.TableName ? new Writes() : others.GetTableClient(tableName);

    private sealed class Writes : TableClient
    {
        private static readonly Done Answer = new();

        public override Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult(Response.FromValue(new TableItem(StatusStore.TableName), Answer));

        public override Task<Response> UpdateEntityAsync<T>(T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default) =>
            Task.FromResult<Response>(Answer);

        public override Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
            IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) =>
            Task.FromResult(Response.FromValue<IReadOnlyList<Response>>([.. transactionActions.Select(_ => Answer)], Answer));
    }

    private sealed class Done : Response
    {
        public override int Status => 204;

        public override string ReasonPhrase => "No Content";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
        {
            value = name == HttpHeader.Names.ETag ? "W/\"datetime'2026-01-01T00%3A00%3A00.0000000Z'\"" : null;
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];
    }
}
