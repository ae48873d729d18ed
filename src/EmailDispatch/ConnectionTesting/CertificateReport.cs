using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>Describes a server's certificate during the handshake.</summary>
/// <param name="Words">The subject, the validity and, if the certificate was rejected, everything that is wrong.</param>
/// <param name="Fault">What is wrong; of several faults, the first that a session tells. None if the certificate was accepted.</param>
internal sealed record CertificateReport(string Words, FaultKind Fault)
{
    /// <summary>When the certificate expires; null if the server presented none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    private const X509ChainStatusFlags Validity = X509ChainStatusFlags.NotTimeValid;

    public static CertificateReport Of(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, bool accepted, string host, DateTimeOffset now)
    {
        if (certificate is null)
            return new CertificateReport("The server showed no certificate.", accepted ? FaultKind.None : FaultKind.CertificateUntrusted);

        using var read = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var subject = $"{read.Subject}, valid until {Day(read.NotAfter)}";
        if (accepted)
            return new CertificateReport(subject, FaultKind.None) { ExpiresAt = read.NotAfter };

        var (first, words) = (FaultKind.None, new List<string>());
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        // First what MailKit tells alone, so that the attempts of an email have the same fault.
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Add(FaultKind.CertificateHostMismatch, $"it is for {NamesOf(read)}, not for {host}");
        if (read.NotAfter < now || read.NotBefore > now || status.HasFlag(Validity))
            Add(FaultKind.CertificateExpired, read.NotBefore > now ? $"it is not valid before {Day(read.NotBefore)}" : read.NotAfter < now ? $"it expired on {Day(read.NotAfter)}" : "a certificate of its chain is outside its validity period");
        if ((status & ~Validity) != 0)
            Add(FaultKind.CertificateUntrusted, read.Issuer == read.Subject ? "it is self-signed" : $"its authority is not trusted here ({status & ~Validity})");
        if (first == FaultKind.None)
            Add(FaultKind.CertificateUntrusted, "it is not the pinned one");
        return new CertificateReport($"The certificate {read.Subject} is refused: {string.Join("; ", words)}.", first) { ExpiresAt = read.NotAfter };

        void Add(FaultKind fault, string why)
        {
            first = first == FaultKind.None ? fault : first;
            words.Add(why);
        }
    }

    private static string Day(DateTime moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string NamesOf(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).Take(5).ToList();
        return names.Count > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
    }
}
