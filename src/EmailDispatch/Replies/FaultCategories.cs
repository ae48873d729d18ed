using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>The category of a failure without a reply.</summary>
internal static class FaultCategories
{
    public static FailureCategory Of(FaultKind kind) => kind switch
    {
        FaultKind.NameNotFound => FailureCategory.NameNotFound,
        FaultKind.Timeout => FailureCategory.Timeout,
        FaultKind.TlsHandshake or FaultKind.TlsVersion => FailureCategory.Tls,
        FaultKind.CertificateExpired or FaultKind.CertificateUntrusted or FaultKind.CertificateHostMismatch => FailureCategory.Tls,
        FaultKind.ImplicitTlsOnStartTlsPort or FaultKind.StartTlsOnImplicitTlsPort or FaultKind.StartTlsNotOffered => FailureCategory.Tls,
        FaultKind.AuthenticationNotOffered or FaultKind.SecretMissing => FailureCategory.Authentication,
        FaultKind.SmtpUtf8NotOffered or FaultKind.EightBitMimeNotOffered => FailureCategory.MessageInvalid,
        _ => FailureCategory.Network,
    };
}
