using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EmailDispatch.SmtpDoor;

/// <summary>Reads a certificate with its private key and chain: PEM, PFX, or base64-encoded PFX as Key Vault has it.</summary>
internal static class CertificateReader
{
    /// <exception cref="CryptographicException">It is none of these, or has no private key.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) Read(byte[] content)
    {
        var all = new X509Certificate2Collection();
        var text = Encoding.UTF8.GetString(content);
        if (text.Contains("-----BEGIN ", StringComparison.Ordinal))
        {
            all.ImportFromPem(text);
            if (all.Count == 0)
                throw new CryptographicException("It has no certificate.");
            using var leaf = X509Certificate2.CreateFromPem(text, text);
            all.RemoveAt(0);

            // On Windows, TLS needs a key from a key set; the import puts it there.
            return (X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null), all);
        }

        var pfx = IsBase64(text, out var decoded) ? decoded : content;
        all = X509CertificateLoader.LoadPkcs12Collection(pfx, null);
        var certificate = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("It has no private key.");
        all.Remove(certificate);
        return (certificate, all);
    }

    private static bool IsBase64(string text, out byte[] decoded)
    {
        decoded = new byte[text.Length];
        var isBase64 = Convert.TryFromBase64String(text, decoded, out var length);
        decoded = decoded[..length];
        return isBase64;
    }
}
