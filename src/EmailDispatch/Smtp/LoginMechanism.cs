using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Smtp;

/// <summary>
/// Chooses the one mechanism to log in by. MailKit, left to itself, tries all that are offered in turn, and each refusal counts towards
/// the provider's lock of the account.
/// </summary>
internal static class LoginMechanism
{
    // A client's own choice of strength makes no sense inside TLS; there PLAIN is what every server knows best.
    private static readonly ProviderAuth[] Protected = [ProviderAuth.Plain, ProviderAuth.Login, ProviderAuth.CramMd5];
    private static readonly ProviderAuth[] OnLoopback = [ProviderAuth.CramMd5, ProviderAuth.Plain, ProviderAuth.Login];
    private static readonly ProviderAuth[] Unprotected = [ProviderAuth.CramMd5];

    /// <summary>The mechanism to use.</summary>
    /// <param name="client">Connected; knows what the server offers.</param>
    /// <param name="wanted">The provider's setting.</param>
    /// <param name="credential">What to log in with.</param>
    /// <param name="isLoopback">Whether the server is on this machine.</param>
    /// <exception cref="NotSupportedException">What the server offers cannot be used.</exception>
    public static SaslMechanism Choose(SmtpClient client, ProviderAuth? wanted, ProviderCredential credential, bool isLoopback)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            throw new NotSupportedException("The SMTP server does not support authentication.");

        var allowed = client.IsEncrypted ? Protected : isLoopback ? OnLoopback : Unprotected;
        if (credential.IsAccessToken || wanted == ProviderAuth.OAuth2)
            allowed = client.IsEncrypted || isLoopback ? [ProviderAuth.OAuth2] : [];
        else if (wanted is { } only)
            allowed = allowed.Contains(only) ? [only] : [];

        foreach (var auth in allowed)
        {
            if (client.AuthenticationMechanisms.Contains(NameOf(auth)))
                return Create(auth, credential);
        }

        // No plain credentials over a plain connection, whatever is offered.
        throw new NotSupportedException(allowed.Length == 0
            ? "Not sent without TLS: the authentication mechanisms that show the password to the network."
            : $"The SMTP server offers none of the authentication mechanisms {string.Join(", ", allowed.Select(NameOf))}.");
    }

    private static string NameOf(ProviderAuth auth) => auth switch
    {
        ProviderAuth.Plain => "PLAIN",
        ProviderAuth.Login => "LOGIN",
        ProviderAuth.CramMd5 => "CRAM-MD5",
        _ => "XOAUTH2",
    };

    private static SaslMechanism Create(ProviderAuth auth, ProviderCredential credential) => auth switch
    {
        ProviderAuth.Plain => new SaslMechanismPlain(credential.Username, credential.Password),
        ProviderAuth.Login => new SaslMechanismLogin(credential.Username, credential.Password),
        ProviderAuth.CramMd5 => new SaslMechanismCramMd5(credential.Username, credential.Password),
        _ => new SaslMechanismOAuth2(credential.Username, credential.Password),
    };
}
