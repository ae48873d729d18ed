using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EmailDispatch.Providers;

/// <summary>The pins of <see cref="ProviderOptions.CertificatePin"/>.</summary>
internal static class CertificatePins
{
    private const string PublicKey = "spki:";

    public static bool AreValid(string pins) => pins.Split(',').All(pin => DigitsOf(pin) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit));

    /// <summary>Whether a certificate or its public key has one of the pins.</summary>
    public static bool Match(string pins, X509Certificate? certificate)
    {
        if (certificate is null)
            return false;

        using var read = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var whole = read.GetCertHashString(HashAlgorithmName.SHA256);
        var key = Convert.ToHexString(SHA256.HashData(read.PublicKey.ExportSubjectPublicKeyInfo()));
        return pins.Split(',').Any(pin => DigitsOf(pin).Equals(IsOfKey(pin) ? key : whole, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOfKey(string pin) => pin.TrimStart().StartsWith(PublicKey, StringComparison.OrdinalIgnoreCase);

    private static string DigitsOf(string pin) =>
        (IsOfKey(pin) ? pin.TrimStart()[PublicKey.Length..] : pin).Trim().Replace(":", "", StringComparison.Ordinal);
}
