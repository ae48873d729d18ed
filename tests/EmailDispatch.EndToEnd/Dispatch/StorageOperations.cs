using System.Text.RegularExpressions;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Describes storage requests in words.</summary>
public static partial class StorageOperations
{
    /// <summary>The read of the do-not-send list every minute, regardless of the number of emails.</summary>
    public const string ReadSuppressions = "read suppressions";

    /// <summary>An instance's heartbeat, also regardless of emails.</summary>
    public const string HoldInstance = "hold instance";

    /// <summary>The read of a tenant's domains every five minutes, also regardless of emails.</summary>
    public const string ReadDomains = "read domains";

    /// <summary>What is read of all webhooks every half minute, likewise.</summary>
    public const string ReadWebhooks = "read webhooks";

    /// <summary>What is read of all providers every 20 seconds, likewise.</summary>
    public const string ReadProviders = "read providers";

    public static string Describe(StorageRequest request)
    {
        var path = request.Path[(request.Path.IndexOf('/', 1) + 1)..];
        if (path == "email-dispatch/messages" && request.Method == "POST")
            return "put message";
        if (path.StartsWith("EmailStatus", StringComparison.Ordinal))
            return DescribeRow(request.Method, request.Body);
        if (path.StartsWith("ProviderState", StringComparison.Ordinal))
            return DescribeState(request.Method, path);
        if (path.StartsWith("Providers(", StringComparison.Ordinal))
            return ReadProviders;
        if (path.StartsWith("Instances", StringComparison.Ordinal))
            return HoldInstance;
        if (path.StartsWith("Domains", StringComparison.Ordinal))
            return ReadDomains;
        if (path.StartsWith("Webhooks", StringComparison.Ordinal))
            return ReadWebhooks;
        if (path.StartsWith("Suppressions", StringComparison.Ordinal))
            return DescribeSuppression(request.Method, path);
        return path.StartsWith("payloads/", StringComparison.Ordinal) ? $"{request.Method} payload" : $"{request.Method} {path}";
    }

    private static string DescribeRow(string method, string body) => method switch
    {
        "POST" when !MergedStatus().IsMatch(body) || body.Contains("\"Subject\"", StringComparison.Ordinal) => "insert row",
        "GET" => "read row",
        _ => $"merge {MergedStatus().Match(body).Groups[1].Value}",
    };

    private static string DescribeState(string method, string path) => method switch
    {
        "GET" => path.Contains("RowKey=", StringComparison.Ordinal) ? "read state" : "read states",
        _ => "write state",
    };

    private static string DescribeSuppression(string method, string path) => method switch
    {
        "GET" => path.Contains("RowKey=", StringComparison.Ordinal) ? "read suppression" : ReadSuppressions,
        _ => "add suppression",
    };

    [GeneratedRegex("\"Status\":\"([a-z]+)\"")]
    private static partial Regex MergedStatus();
}
