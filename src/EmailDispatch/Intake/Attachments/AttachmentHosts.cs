using System.Net;
using EmailDispatch.Emails;
using EmailDispatch.Outbound;

namespace EmailDispatch.Intake.Attachments;

/// <summary>The hosts that files may be fetched from, and the connections to them.</summary>
internal sealed class AttachmentHosts(AttachmentFetchOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    public bool MayAsk(string host) => options.AttachmentHosts.Count == 0 || IsAmong(options.AttachmentHosts, host);

    /// <summary>Connects to the first allowed address that answers.</summary>
    /// <exception cref="RefusedAddressException">None is allowed.</exception>
    public ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        CheckedConnection.OpenAsync(context, resolve, IsAmong(options.AllowPrivateAttachmentHosts, context.DnsEndPoint.Host), cancellationToken);

    // An IP address is not a domain, but it can be listed too.
    private static bool IsAmong(IList<string> hosts, string host) =>
        hosts.Contains(host, StringComparer.OrdinalIgnoreCase) || (hosts.Count > 0 && DomainPattern.MatchesAny([.. hosts], host));
}
