using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EmailDispatch.Sandbox;

/// <summary>Creates self-signed certificates.</summary>
public static class SandboxCertificate
{
    /// <summary>Creates a certificate with its key, valid for one year or already expired. For <c>localhost</c> it also covers 127.0.0.1.</summary>
    public static X509Certificate2 Create(TimeProvider time, string host = "localhost", bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Create(key, time, host, expired);

        // On Windows, TLS needs a key from a key set; the import puts it there.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Creates a certificate for <c>localhost</c> and its private key as PEM.</summary>
    public static string CreatePem(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Create(key, time, "localhost", expired: false);
        return $"{made.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    private static X509Certificate2 Create(ECDsa key, TimeProvider time, string host, bool expired)
    {
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        if (host == "localhost")
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-3), expired ? now.AddDays(-1) : now.AddYears(1));
    }
}
