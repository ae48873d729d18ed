using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>A self-made certificate for localhost, in memory only. Dispose it after the servers that use it.</summary>
public sealed class SandboxCertificate : IDisposable
{
    private SandboxCertificate(X509Certificate2 withKey) => WithKey = withKey;

    /// <summary>The certificate without its key, for a client to trust.</summary>
    public X509Certificate2 Public => X509CertificateLoader.LoadCertificate(WithKey.RawData);

    internal X509Certificate2 WithKey { get; }

    /// <summary>Makes one that is valid for a year for localhost and 127.0.0.1.</summary>
    public static SandboxCertificate Create(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        // Windows does not serve TLS with a key that was never in a key set; the round trip through PKCS #12 puts it there.
        return new SandboxCertificate(X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }

    public void Dispose() => WithKey.Dispose();
}
