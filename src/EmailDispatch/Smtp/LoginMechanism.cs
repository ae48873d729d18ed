using System.Net;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Smtp;

/// <summary>
/// Logs in with one mechanism. By default MailKit tries all that the server offers, and each rejection may count toward an account lockout.
/// </summary>
internal static class LoginMechanism
{
    // Inside TLS the strength of the mechanism does not matter, and servers support PLAIN best.
    private static readonly ProviderAuth[] Protected = [ProviderAuth.Plain, ProviderAuth.Login, ProviderAuth.CramMd5];
    private static readonly ProviderAuth[] OnLoopback = [ProviderAuth.CramMd5, ProviderAuth.Plain, ProviderAuth.Login];
    private static readonly ProviderAuth[] Unprotected = [ProviderAuth.CramMd5];

    /// <exception cref="NotOfferedException">No mechanism that the server offers can be used.</exception>
    public static Task LogInAsync(SubmissionClient client, ServerLink link, ProviderAuth? wanted, ProviderCredential credential, CancellationToken cancellationToken)
    {
        client.Phase = SmtpPhase.Auth;
        var isLoopback = link.Remote is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
        return client.AuthenticateAsync(Choose(client, wanted, credential, isLoopback), cancellationToken);
    }

    private static SaslMechanism Choose(SmtpClient client, ProviderAuth? wanted, ProviderCredential credential, bool isLoopback)
    {
        if (!client.Capabilities.HasFlag(SmtpCapabilities.Authentication))
            throw new NotOfferedException(FaultKind.AuthenticationNotOffered, "The SMTP server does not support authentication.");

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

        // Never send plain credentials over an unencrypted connection.
        throw new NotOfferedException(FaultKind.AuthenticationNotOffered, allowed.Length == 0
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
