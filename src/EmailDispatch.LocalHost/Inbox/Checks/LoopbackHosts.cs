using System.Net;

namespace EmailDispatch.LocalHost.Inbox.Checks;

internal static class LoopbackHosts
{
    /// <summary>Whether a host name or address is this machine's loopback, whatever DNS says.</summary>
    public static bool Contains(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
