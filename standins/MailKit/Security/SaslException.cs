namespace MailKit.Security;

public class SaslException(string mechanism, SaslErrorCode code, string message) : AuthenticationException(message)
{
    public SaslErrorCode ErrorCode { get; } = code;

    public string Mechanism { get; } = mechanism ?? throw new ArgumentNullException(nameof(mechanism));
}
