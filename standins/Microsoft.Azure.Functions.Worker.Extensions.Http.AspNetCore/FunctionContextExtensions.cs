using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextExtensions
{
    /// <summary>Where the host puts the request of an HTTP invocation; other triggers have none.</summary>
    private const string ItemKey = "HttpRequestContext";

    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue(ItemKey, out var item) ? item as HttpContext : null;
}
