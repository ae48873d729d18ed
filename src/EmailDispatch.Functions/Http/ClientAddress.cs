using System.Net;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// The address a request comes from: the other end of the connection, or, behind a proxy that is trusted, the last entry of
/// <c>X-Forwarded-For</c>. Each proxy appends whom it heard; the last entry is the platform's, and all before it is only what the caller
/// claims. Where that entry is missing or no address, the address is unknown: the connection's end is the proxy then.
/// </summary>
internal static class ClientAddress
{
    public const string ForwardedFor = "X-Forwarded-For";

    /// <returns>The address; null where it is unknown.</returns>
    public static IPAddress? Of(HttpContext context, bool trustForwardedFor)
    {
        var address = trustForwardedFor ? ReadLast(context.Request.Headers[ForwardedFor].ToString()) : context.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    // With a port, and an IPv6 address in brackets then: 203.0.113.9:50123, [2001:db8::9]:50123.
    private static IPAddress? ReadLast(string forwardedFor)
    {
        var last = forwardedFor.AsSpan(forwardedFor.LastIndexOf(',') + 1).Trim();
        return IPEndPoint.TryParse(last, out var endPoint) ? endPoint.Address : null;
    }
}
