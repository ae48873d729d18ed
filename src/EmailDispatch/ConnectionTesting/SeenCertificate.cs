using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EmailDispatch.Smtp;

namespace EmailDispatch.ConnectionTesting;

/// <summary>A server's certificate in words, copied out of the handshake.</summary>
/// <param name="Words">Subject, validity and, where it was refused, what is wrong.</param>
/// <param name="Faults">What is wrong; none where it was accepted.</param>
internal sealed record SeenCertificate(string Words, CertificateFaults Faults)
{
    private const X509ChainStatusFlags Validity = X509ChainStatusFlags.NotTimeValid;

    public static SeenCertificate Of(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, bool accepted, string host, DateTimeOffset now)
    {
        if (certificate is null)
            return new SeenCertificate("The server showed no certificate.", accepted ? CertificateFaults.None : CertificateFaults.Untrusted);

        using var read = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        var subject = $"{read.Subject}, valid until {Day(read.NotAfter)}";
        if (accepted)
            return new SeenCertificate(subject, CertificateFaults.None);

        var (faults, words) = (CertificateFaults.None, new List<string>());
        var status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (read.NotAfter < now || read.NotBefore > now || status.HasFlag(Validity))
            Add(CertificateFaults.OutsideValidity, read.NotBefore > now ? $"it is not valid before {Day(read.NotBefore)}" : read.NotAfter < now ? $"it expired on {Day(read.NotAfter)}" : "a certificate of its chain is outside its validity period");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            Add(CertificateFaults.OtherHost, $"it is for {NamesOf(read)}, not for {host}");
        if ((status & ~Validity) != 0)
            Add(CertificateFaults.Untrusted, read.Issuer == read.Subject ? "it is self-signed" : $"its authority is not trusted here ({status & ~Validity})");
        if (faults == CertificateFaults.None)
            Add(CertificateFaults.Untrusted, "it is not the pinned one");
        return new SeenCertificate($"The certificate {read.Subject} is refused: {string.Join("; ", words)}.", faults);

        void Add(CertificateFaults fault, string why)
        {
            faults |= fault;
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
