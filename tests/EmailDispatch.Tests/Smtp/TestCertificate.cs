using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EmailDispatch.Tests.Smtp;

/// <summary>A self-signed certificate for the life of a test.</summary>
internal static class TestCertificate
{
    public static X509Certificate2 For(string dnsName, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={dnsName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();

        using var ephemeral = request.CreateSelfSigned(now.AddDays(-3), now.AddDays(expired ? -1 : 1));

        // Windows' TLS needs a key that was imported.
        return X509CertificateLoader.LoadPkcs12(ephemeral.Export(X509ContentType.Pkcs12), null);
    }
}
