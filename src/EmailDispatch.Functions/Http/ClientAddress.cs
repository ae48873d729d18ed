using System.Net;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// The address a request comes from: the other end of the connection, or what a trusted proxy says of it in a header that it always writes itself.
/// <c>X-Forwarded-For</c> does not reach the worker: the reverse proxy of the Functions host replaces it by the address of whoever
/// connected to the host. Nor is the data that the host reads from a request of use: a query or a body with a field <c>headers</c> replaces the headers in it.
/// </summary>
internal static class ClientAddress
{
    /// <param name="context">The request.</param>
    /// <param name="header">The header of the trusted proxy; null or empty where there is none.</param>
    /// <returns>The address; null where it is unknown.</returns>
    public static IPAddress? Of(HttpContext context, string? header)
    {
        var address = header is { Length: > 0 } ? ReadLast(context.Request.Headers[header].ToString()) : context.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    // Of a list, whoever spoke last is the nearest proxy. With a port, and an IPv6 address in brackets then: 203.0.113.9:50123, [2001:db8::9]:50123.
    private static IPAddress? ReadLast(string addresses)
    {
        var last = addresses.AsSpan(addresses.LastIndexOf(',') + 1).Trim();
        return IPEndPoint.TryParse(last, out var endPoint) ? endPoint.Address : null;
    }
}
