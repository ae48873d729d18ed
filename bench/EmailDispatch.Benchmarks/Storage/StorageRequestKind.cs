namespace EmailDispatch.Benchmarks.Storage;

/// <summary>The kinds of requests that the benchmark tells apart.</summary>
internal static class StorageRequestKind
{
    public const string ReadQueue = "read queue";
    public const string DeleteMessage = "delete message";

    public static string Of(string method, Uri address)
    {
        var path = address.AbsolutePath;
        var name = path.Split('/') is [_, var first, var second, ..] ? (first.StartsWith("devstoreaccount", StringComparison.Ordinal) || first == "memory" ? second : first) : path;
        if (path.Contains("/messages", StringComparison.Ordinal))
            return method switch { "POST" => "put message", "GET" => ReadQueue, "DELETE" => DeleteMessage, _ => "update message" };
        if (name == "payloads")
            return $"blob {method}";
        if (name == "$batch")
            return "write rows together";
        return name.Split('(')[0] switch
        {
            "EmailStatus" => method switch { "POST" => "insert row", "GET" => "read row", _ => "update row" },
            "ProviderState" => "state of providers",
            "StatusHours" => "mark hour",
            var other => $"{other} {method}",
        };
    }
}
