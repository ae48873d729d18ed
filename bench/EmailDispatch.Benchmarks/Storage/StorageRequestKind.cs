namespace EmailDispatch.Benchmarks.Storage;

internal static class StorageRequestKind
{
    public const string ReadQueue = "read queue";
    public const string DeleteMessage = "delete message";
    private const string InsertRow = "insert row";
    private const string UpdateRow = "update row";
    private const string WriteRows = "write rows together";

    public static bool IsRowWrite(string kind) => kind is InsertRow or UpdateRow or WriteRows;

    public static string Of(string method, Uri address)
    {
        var path = address.AbsolutePath;
        var name = path.Split('/') is [_, var first, var second, ..] ? (first.StartsWith("devstoreaccount", StringComparison.Ordinal) || first == "memory" ? second : first) : path;
        if (path.Contains("/messages", StringComparison.Ordinal))
            return method switch { "POST" => "put message", "GET" => ReadQueue, "DELETE" => DeleteMessage, _ => "update message" };
        if (name == "payloads")
            return $"blob {method}";
        if (name == "$batch")
            return WriteRows;
        return name.Split('(')[0] switch
        {
            "EmailStatus" => method switch { "POST" => InsertRow, "GET" => "read row", _ => UpdateRow },
            "ProviderState" => "state of providers",
            "StatusHours" => "mark hour",
            var other => $"{other} {method}",
        };
    }
}
