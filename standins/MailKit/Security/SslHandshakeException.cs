using System.Security.Cryptography.X509Certificates;

namespace MailKit.Security;

public class SslHandshakeException : Exception
{
    public SslHandshakeException()
        : base("The TLS handshake failed.")
    {
    }

    public SslHandshakeException(string message)
        : base(message)
    {
    }

    public SslHandshakeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The certificate that was refused; null where the handshake failed before or for another reason.</summary>
    public X509Certificate? ServerCertificate { get; internal init; }

    public X509Certificate? RootCertificateAuthority { get; internal init; }
}
