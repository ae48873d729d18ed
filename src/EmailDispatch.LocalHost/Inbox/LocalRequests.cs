using System.Net;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// The inbox has no key: whoever reaches it reads every email. Pages of other sites reach it by a name of their own that leads to this
/// machine (DNS rebinding), which the header Host shows; or they send a request blindly, which the header Origin shows.
/// </summary>
internal static class LocalRequests
{
    /// <summary>Whether a request is meant for this host, under a name that nobody else can have, and does not come from a page of another site.</summary>
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
