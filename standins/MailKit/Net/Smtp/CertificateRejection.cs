using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Security;

namespace MailKit.Net.Smtp;

/// <summary>Why a server's certificate was refused; copied out of the callback, whose chain does not outlive it.</summary>
internal sealed record CertificateRejection(X509Certificate2? Certificate, X509Certificate2? Root, string Reason)
{
    public static CertificateRejection Capture(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var server = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var root = chain is { ChainElements: [_, .., var last] }
            ? X509CertificateLoader.LoadCertificate(last.Certificate.RawData)
            : null;

        return new CertificateRejection(server, root, string.Join(" ", Reasons(server, chain, errors)));
    }

    public static SslHandshakeException Explain(ServerAddress server, CertificateRejection? rejection, Exception fault)
    {
        var reason = rejection?.Reason ?? fault.Message;

        return new SslHandshakeException($"The TLS handshake with {server.Host}:{server.Port} failed: {reason}", fault)
        {
            ServerCertificate = rejection?.Certificate,
            RootCertificateAuthority = rejection?.Root,
        };
    }

    private static IEnumerable<string> Reasons(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            yield return "The server sent no certificate.";

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            yield return $"The certificate is for {certificate?.GetNameInfo(X509NameType.DnsName, forIssuer: false)}.";

        foreach (var status in chain?.ChainStatus ?? [])
            yield return status.StatusInformation;

        if (errors == SslPolicyErrors.None)
            yield return "The certificate was refused by the callback.";
    }
}
