using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Web;
using EmailDispatch.Simulation.Engine;

namespace EmailDispatch.Simulation.Storage;

/// <summary>
/// Tables as documented: rows in the order of their keys, versions, conditional writes, transactions of at most 100 changes in one partition that
/// are done together or not at all, and queries by filter.
/// </summary>
public sealed partial class Tables(Scheduler scheduler)
{
    private readonly Dictionary<string, SortedDictionary<(string Partition, string Row), StoredRow>> _tables = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>The rows of a table.</summary>
    public IEnumerable<JsonObject> Rows(string table) => _tables.TryGetValue(table, out var rows) ? rows.Values.Select(row => row.Cells) : [];

    public StoredAnswer Answer(StorageCall call)
    {
        if (call.Path == "$batch")
            return AnswerBatch(call);
        if (call.Path == "Tables")
            return Create(JsonNode.Parse(call.Body)!["TableName"]!.GetValue<string>());
        if (call.Path.StartsWith("Tables(", StringComparison.Ordinal))
            return _tables.Remove(call.Path.Split('\'')[1]) ? new StoredAnswer(204) : Fault(404, "TableNotFound");

        var address = RowPattern().Match(call.Path);
        var name = call.Path.Split('(')[0];
        if (!_tables.TryGetValue(name, out var rows))
            return Fault(404, "TableNotFound");
        if (call.Method == "GET")
            return address.Success ? Read(rows, KeyOf(address)) : Query(rows, call);

        var (answer, apply) = Plan(rows, call.Method, address.Success ? KeyOf(address) : null, call.Body, call.IfMatch);
        apply?.Invoke();
        return answer;
    }

    public StoredAnswer Create(string name)
    {
        if (_tables.ContainsKey(name))
            return Fault(409, "TableAlreadyExists");
        _tables[name] = new(Comparer<(string Partition, string Row)>.Create((one, other) =>
            string.CompareOrdinal(one.Partition, other.Partition) is not 0 and var order ? order : string.CompareOrdinal(one.Row, other.Row)));
        return new StoredAnswer(201) { Body = Encoding.UTF8.GetBytes($$"""{"TableName":"{{name}}"}""") };
    }

    private static StoredAnswer Read(SortedDictionary<(string Partition, string Row), StoredRow> rows, (string, string) key) =>
        rows.TryGetValue(key, out var row) ? Json(row) : Fault(404, "ResourceNotFound");

    private static StoredAnswer Query(SortedDictionary<(string Partition, string Row), StoredRow> rows, StorageCall call)
    {
        var query = HttpUtility.ParseQueryString(call.Query);
        var matches = TableFilter.Parse(query["$filter"] ?? "");
        var (partition, row) = (query["NextPartitionKey"] ?? "", query["NextRowKey"] ?? "");
        var most = query["$top"] is { } top ? int.Parse(top, CultureInfo.InvariantCulture) : 1000;
        var text = new StringBuilder("{\"value\":[");
        var (count, next) = (0, ((string Partition, string Row)?)null);
        foreach (var (key, value) in rows)
        {
            var order = string.CompareOrdinal(key.Partition, partition);
            if (order < 0 || (order == 0 && string.CompareOrdinal(key.Row, row) < 0) || !matches(value.Cells))
                continue;
            if (count == most)
            {
                next = key;
                break;
            }

            text.Append(count++ == 0 ? "" : ",").Append(value.Text);
        }

        return new StoredAnswer(200)
        {
            Body = Encoding.UTF8.GetBytes(text.Append("]}").ToString()),
            Headers = next is var (nextPartition, nextRow)
                ? new Dictionary<string, string> { ["x-ms-continuation-NextPartitionKey"] = HttpUtility.UrlEncode(nextPartition), ["x-ms-continuation-NextRowKey"] = HttpUtility.UrlEncode(nextRow) }
                : new Dictionary<string, string>(),
        };
    }

    /// <summary>Checks a change, and returns how to apply it.</summary>
    private (StoredAnswer Answer, Action? Apply) Plan(
        SortedDictionary<(string Partition, string Row), StoredRow> rows, string method, (string Partition, string Row)? address, ReadOnlySpan<byte> body, string? ifMatch)
    {
        var sent = body.Length > 0 ? JsonNode.Parse(body)!.AsObject() : [];
        var key = address ?? (sent["PartitionKey"]!.GetValue<string>(), sent["RowKey"]!.GetValue<string>());
        var exists = rows.TryGetValue(key, out var stored);
        if (method == "POST" && exists)
            return (Fault(409, "EntityAlreadyExists"), null);
        if (method != "POST" && ifMatch is not null)
        {
            if (!exists)
                return (Fault(404, "ResourceNotFound"), null);
            if (ifMatch != "*" && ifMatch != stored!.Version)
                return (Fault(412, "UpdateConditionNotSatisfied"), null);
        }

        if (method == "DELETE")
            return exists ? (new StoredAnswer(204), () => rows.Remove(key)) : (Fault(404, "ResourceNotFound"), null);

        var isMerge = method is "PATCH" or "MERGE";
        var version = NewVersion(out var time);
        return (new StoredAnswer(204) { ETag = version }, () =>
        {
            var row = isMerge && rows.TryGetValue(key, out var before) ? (JsonObject)before.Cells.DeepClone() : [];
            foreach (var (name, value) in sent)
            {
                if (value is not null)
                    row[name] = value.DeepClone();
            }

            (row["PartitionKey"], row["RowKey"], row["odata.etag"]) = (key.Partition, key.Row, version);
            (row["Timestamp@odata.type"], row["Timestamp"]) = ("Edm.DateTime", time);
            rows[key] = new StoredRow(row, version);
        }
        );
    }

    private StoredAnswer AnswerBatch(StorageCall call)
    {
        var text = call.Text;
        var parts = PartPattern().Matches(text);
        var (planned, applied, keys) = (new List<StoredAnswer>(), new List<Action>(), new HashSet<string>());
        string? partition = null;
        var failed = parts.Count > 100 ? 99 : -1;
        StoredAnswer? fault = parts.Count > 100 ? Fault(400, "InvalidInput") : null;
        for (var n = 0; n < parts.Count && fault is null; n++)
        {
            var part = parts[n];
            var path = Uri.UnescapeDataString(part.Groups["path"].Value);
            if (!_tables.TryGetValue(path.Split('(', '?')[0], out var rows))
                return Fault(404, "TableNotFound");
            var address = RowPattern().Match(path);
            var body = Encoding.UTF8.GetBytes(part.Groups["json"].Value);
            var key = address.Success ? KeyOf(address) : KeyOf(JsonNode.Parse(body)!);
            var match = MatchPattern().Match(part.Groups["headers"].Value);
            var ifMatch = call.IfMatch == "ignored" ? null : match.Success ? match.Groups[1].Value.Trim() : null;
            var (answer, apply) = (partition ??= key.Partition) != key.Partition ? (Fault(400, "CommandsInBatchActOnDifferentPartitions"), null)
                : !keys.Add(key.Row) ? (Fault(400, "InvalidDuplicateRow"), null)
                : Plan(rows, part.Groups["method"].Value, key: address.Success ? key : null, body, ifMatch);
            if (!answer.IsDone)
                (failed, fault) = (n, answer);
            planned.Add(answer);
            if (apply is not null)
                applied.Add(apply);
        }

        if (fault is null)
            applied.ForEach(apply => apply());
        return Multipart(fault is null ? planned : [fault], failed);

        (StoredAnswer, Action?) Plan(SortedDictionary<(string Partition, string Row), StoredRow> rows, string method, (string, string)? key, byte[] body, string? ifMatch) =>
            this.Plan(rows, method, key, body, ifMatch);
    }

    /// <summary>The answer to a transaction, for a planted fault that does not do it.</summary>
    internal static StoredAnswer Confirmed(int changes, string version) => Multipart([.. Enumerable.Repeat(new StoredAnswer(204) { ETag = version }, changes)], -1);

    private static StoredAnswer Multipart(List<StoredAnswer> answers, int failed)
    {
        var text = new StringBuilder("--batchresponse\r\nContent-Type: multipart/mixed; boundary=changesetresponse\r\n\r\n");
        foreach (var answer in answers)
        {
            text.Append("--changesetresponse\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
            text.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Done\r\n");
            if (answer.ETag is { } version)
                text.Append("ETag: ").Append(version).Append("\r\n");
            if (answer.ErrorCode is { } code)
                text.Append("Content-Type: application/json\r\n\r\n").Append(ErrorJson(code, $"{failed}:{code}")).Append("\r\n");
            text.Append("\r\n\r\n");
        }

        return new StoredAnswer(202)
        {
            Body = Encoding.UTF8.GetBytes(text.Append("--changesetresponse--\r\n--batchresponse--\r\n").ToString()),
            ContentType = "multipart/mixed; boundary=batchresponse",
        };
    }

    private string NewVersion(out string time)
    {
        time = scheduler.Now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

        // As long as a real one, and never the same.
        return $"W/\"datetime'2026-01-01T00%3A00%3A00.{++_version:0000000}Z'\"";
    }

    private static (string Partition, string Row) KeyOf(Match address) => (Unquote(address.Groups[1].Value), Unquote(address.Groups[2].Value));

    private static (string Partition, string Row) KeyOf(JsonNode row) => (row["PartitionKey"]!.GetValue<string>(), row["RowKey"]!.GetValue<string>());

    private static string Unquote(string text) => text.Replace("''", "'", StringComparison.Ordinal);

    private static StoredAnswer Json(StoredRow row) => new(200) { Body = Encoding.UTF8.GetBytes(row.Text), ETag = row.Version };

    internal static StoredAnswer Fault(int status, string code) => new(status, code) { Body = Encoding.UTF8.GetBytes(ErrorJson(code, code)) };

    private static string ErrorJson(string code, string message) =>
        "{\"odata.error\":{\"code\":\"" + code + "\",\"message\":{\"lang\":\"en-US\",\"value\":\"" + message + "\"}}}";

    [GeneratedRegex(@"\(PartitionKey='((?:[^']|'')*)',RowKey='((?:[^']|'')*)'\)")]
    private static partial Regex RowPattern();

    [GeneratedRegex(@"(?<method>POST|PATCH|MERGE|PUT|DELETE) https?://[^/]+/[^/]+/(?<path>\S+) HTTP/1\.1\r\n(?<headers>(?:[^\r\n]+\r\n)*)\r\n(?<json>\{[^\r\n]*\})?")]
    private static partial Regex PartPattern();

    [GeneratedRegex("If-Match:([^\r\n]+)", RegexOptions.IgnoreCase)]
    private static partial Regex MatchPattern();
}
