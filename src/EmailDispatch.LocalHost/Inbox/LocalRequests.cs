using EmailDispatch.LocalHost.Inbox.Checks;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// Restricts the inbox to local requests. It needs no key, so anyone who reaches it can read every email. Pages of other sites can reach it through
/// their own host name that resolves to this machine (DNS rebinding), which the Host header shows, or by a cross-site request, which the Origin
/// and Sec-Fetch-Site headers show.
/// </summary>
internal static class LocalRequests
{
    /// <summary>
    /// Whether a request is addressed to localhost and does not come from another site's page. Such a page may only link to the inbox: by how long an
    /// answer takes, it could learn what emails say.
    /// </summary>
    public static bool IsLocal(HttpRequest request)
    {
        if (!LoopbackHosts.Contains(request.Host.Host))
            return false;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (request.Headers["Sec-Fetch-Site"] is [{ Length: > 0 } site] && site is not ("same-origin" or "none"))
            return reads && request.Headers["Sec-Fetch-Dest"] == "document" && request.Path.Equals("/inbox", StringComparison.OrdinalIgnoreCase);
        return reads || request.Headers.Origin.Count == 0 || request.Headers.Origin == $"{request.Scheme}://{request.Host}";
    }
}
