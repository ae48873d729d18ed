using System.Net;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// The client address of a request: the remote address, or the one in the header of a trusted proxy. <c>X-Forwarded-For</c> is unusable because the
/// Functions host replaces it. So is the host's binding data: a query or body field <c>headers</c> overwrites its headers.
/// </summary>
internal static class ClientAddress
{
    public static IPAddress? Of(HttpContext context, string? header)
    {
        var address = header is { Length: > 0 } ? ReadLast(context.Request.Headers[header].ToString()) : context.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    // The last entry is from the nearest proxy. It may have a port: 203.0.113.9:50123, [2001:db8::9]:50123.
    private static IPAddress? ReadLast(string addresses)
    {
        var last = addresses.AsSpan(addresses.LastIndexOf(',') + 1).Trim();
        return IPEndPoint.TryParse(last, out var endPoint) ? endPoint.Address : null;
    }
}
