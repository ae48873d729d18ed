using System.Globalization;
using System.Text.RegularExpressions;
using Azure;
using Azure.Core;
using Azure.Data.Tables;

namespace EmailDispatch.Tests.Suppressions;

/// <summary>A table in memory with a clock of its own, which counts what is asked of it and fails when told to.</summary>
internal sealed partial class ListTable : TableClient
{
    private readonly Dictionary<(string, string), (TableEntity Row, DateTimeOffset Timestamp)> _rows = [];

    public DateTimeOffset ServerTime { get; set; } = new(2026, 3, 10, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Thrown by every operation while it is set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>A query ends not before this does.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public List<string> Queries { get; } = [];

    public int Reads { get; private set; }

    public void Put(string tenant, string key, string address) => _rows[(tenant, key)] = (
        new TableEntity(tenant, key) { ["Address"] = address, ["Reason"] = "manual", ["CreatedAt"] = ServerTime }, ServerTime);

    public void Remove(string tenant, string key) => _rows.Remove((tenant, key));

    public override Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
    {
        if (Fault is not null)
            return Task.FromException<Response>(Fault);
        return _rows.TryAdd((entity.PartitionKey, entity.RowKey), (new TableEntity((TableEntity)(ITableEntity)entity), ServerTime))
            ? Task.FromResult<Response>(new Answer(204, ServerTime))
            : Task.FromException<Response>(new RequestFailedException(409, "exists"));
    }

    public override Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        Reads++;
        if (Fault is not null)
            return Task.FromException<NullableResponse<T>>(Fault);
        return Task.FromResult<NullableResponse<T>>(
            _rows.TryGetValue((partitionKey, rowKey), out var found) ? Response.FromValue((T)(ITableEntity)found.Row, new Answer(200, ServerTime)) : new Nothing<T>());
    }

    public override AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
    {
        Queries.Add(filter!);
        return new Rows<T>(this, filter!);
    }

    private Page<T> Answering<T>(string filter)
        where T : notnull
    {
        if (Fault is not null)
            throw Fault;
        var tenant = Tenant().Match(filter).Groups[1].Value;
        var since = Since().Match(filter) is { Success: true } match
            ? DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : DateTimeOffset.MinValue;
        var rows = _rows.Values.Where(r => r.Row.PartitionKey == tenant && r.Timestamp >= since).Select(r => (T)(object)r.Row).ToList();
        return Page<T>.FromValues(rows, null, new Answer(200, ServerTime));
    }

    [GeneratedRegex("^PartitionKey eq '([^']*)'")]
    private static partial Regex Tenant();

    [GeneratedRegex("Timestamp ge datetime'([^']*)'")]
    private static partial Regex Since();

    private sealed class Rows<T>(ListTable table, string filter) : AsyncPageable<T>
        where T : notnull
    {
        public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await table.Gate;
            yield return table.Answering<T>(filter);
        }
    }

    private sealed class Answer(int status, DateTimeOffset serverTime) : Response
    {
        public override int Status => status;

        public override string ReasonPhrase => "";

        public override Stream? ContentStream { get; set; }

        public override string ClientRequestId { get; set; } = "";

        public override void Dispose()
        {
        }

        protected override bool TryGetHeader(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = name switch
            {
                "Date" => serverTime.ToString("R", CultureInfo.InvariantCulture),
                "ETag" => "\"1\"",
                _ => null,
            };
            return value is not null;
        }

        protected override bool TryGetHeaderValues(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEnumerable<string>? values)
        {
            values = TryGetHeader(name, out var value) ? [value] : null;
            return values is not null;
        }

        protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [];
    }

    private sealed class Nothing<T> : NullableResponse<T>
    {
        public override bool HasValue => false;

        public override T Value => throw new InvalidOperationException();

        public override Response GetRawResponse() => throw new InvalidOperationException();
    }
}
