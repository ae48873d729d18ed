using System.Net;

namespace MailKit.Security;

/// <summary>One exchange of RFC 4422: an answer for each challenge, both in base64 on the wire.</summary>
public abstract class SaslMechanism
{
    protected SaslMechanism(NetworkCredential credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        Credentials = credentials;
    }

    protected SaslMechanism(string userName, string password)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(password);
        Credentials = new NetworkCredential(userName, password);
    }

    public abstract string MechanismName { get; }

    public NetworkCredential Credentials { get; }

    public virtual bool SupportsInitialResponse => false;

    public bool IsAuthenticated { get; protected set; }

    public string Challenge(string? token, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var decoded = Decode(token?.Trim());

        return Challenge(decoded, 0, decoded?.Length ?? 0, cancellationToken) is { Length: > 0 } answer
            ? Convert.ToBase64String(answer)
            : string.Empty;
    }

    public virtual void Reset() => IsAuthenticated = false;

    protected abstract byte[]? Challenge(byte[]? token, int startIndex, int length, CancellationToken cancellationToken);

    // What is not base64 is handed on as no challenge at all: some servers send plain words after 334.
    private static byte[]? Decode(string? token)
    {
        if (token is null)
            return null;

        var decoded = new byte[token.Length];

        return Convert.TryFromBase64String(token, decoded, out var length) ? decoded[..length] : null;
    }
}
