using System.Net;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// Restricts the inbox to local requests. It needs no key, so anyone who reaches it can read every email. Pages of other sites can reach it through
/// their own host name that resolves to this machine (DNS rebinding), which the Host header shows, or by a cross-site request, which the Origin
/// header shows.
/// </summary>
internal static class LocalRequests
{
    /// <summary>Whether a request is addressed to localhost and does not come from another site's page.</summary>
    public static bool IsLocal(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host) || request.Headers["Sec-Fetch-Site"] == "cross-site" && !HttpMethods.IsGet(request.Method))
            return false;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.Headers.Origin.Count == 0)
            return true;

        return request.Headers.Origin == $"{request.Scheme}://{request.Host}";
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
