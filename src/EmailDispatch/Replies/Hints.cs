using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>
/// Causes and fixes of common failures, for the connection test and the attempts of an email. The kind of fault is tried first, then words of the
/// reply, then the category.
/// </summary>
internal static class Hints
{
    public static readonly IReadOnlyDictionary<FaultKind, Hint> ByFault = new Dictionary<FaultKind, Hint>
    {
        [FaultKind.NameNotFound] = new(
            "host_not_found",
            "The provider's host name has no address in DNS.",
            "Check the host for typing errors; on a private network, check which DNS server answers."),
        [FaultKind.ConnectionRefused] = new(
            "connection_refused",
            "Nothing listens on this port of the provider, or a firewall refuses.",
            "Check the port (587 for STARTTLS, 465 for implicit TLS) and outbound firewall rules."),
        [FaultKind.ConnectionLost] = new(
            "connection_lost",
            "The connection was closed or could not be routed.",
            "Check the route and the firewall; some networks block port 25 and let 587 or 2525 through."),
        [FaultKind.Timeout] = new(
            "timeout",
            "The provider did not answer in time; often a firewall drops the packets, as many clouds do on port 25.",
            "Use port 587, 465 or 2525; if the port is 465, set security to SslOnConnect."),
        [FaultKind.TlsHandshake] = new(
            "tls_handshake",
            "The TLS handshake failed.",
            "Check that security and port belong together: StartTls with 587, SslOnConnect with 465."),
        [FaultKind.TlsVersion] = new(
            "tls_version",
            "The server and this service have no TLS version or cipher in common; TLS 1.2 or later is required.",
            "Have the server offer TLS 1.2 or 1.3, or use another host of the provider."),
        [FaultKind.CertificateExpired] = new(
            "certificate_expired",
            "The server's certificate is outside its validity period.",
            "Have the certificate renewed; check this machine's clock."),
        [FaultKind.CertificateUntrusted] = new(
            "certificate_untrusted",
            "The server's certificate is self-signed or from an authority that is not trusted here.",
            "Install a certificate of a public authority, or pin this one in the provider's settings."),
        [FaultKind.CertificateHostMismatch] = new(
            "certificate_host_mismatch",
            "The server's certificate is for another host name.",
            "Use the host name that the certificate is for, usually the one in the provider's documentation, not an alias or an IP address."),
        [FaultKind.ImplicitTlsOnStartTlsPort] = new(
            "implicit_tls_on_starttls_port",
            "TLS from the first byte was tried on a port that starts in plain text.",
            "Set security to StartTls for port 587, 25 or 2525, or use port 465."),
        [FaultKind.StartTlsOnImplicitTlsPort] = new(
            "starttls_on_implicit_tls_port",
            "STARTTLS was tried on a port that expects TLS from the first byte.",
            "Set security to SslOnConnect for port 465, or use port 587."),
        [FaultKind.StartTlsNotOffered] = new(
            "starttls_not_offered",
            "The server does not offer STARTTLS on this port, and credentials are not sent in plain text.",
            "Use port 465 with SslOnConnect, or enable TLS on the server."),
        [FaultKind.AuthenticationNotOffered] = new(
            "authentication_not_offered",
            "The server offers no login, or none of the mechanisms that are configured.",
            "Check host and port: login is offered on the submission ports only; set auth to a mechanism that the server lists."),
        [FaultKind.SmtpUtf8NotOffered] = new(
            "smtputf8_not_offered",
            "An address of the email has letters beyond ASCII before its @, and the server does not take such addresses.",
            "Nothing is wrong with this provider; add one that offers SMTPUTF8, if none does."),
        [FaultKind.EightBitMimeNotOffered] = new(
            "8bitmime_not_offered",
            "The message has 8-bit content that cannot be changed, such as a signed part, and the server takes only 7 bits.",
            "Nothing is wrong with this provider; encode the signed part as quoted-printable or base64, or add a provider that offers 8BITMIME."),
        [FaultKind.SecretMissing] = new(
            "secret_missing",
            "The provider's secret cannot be read.",
            "Create the secret in the vault under the configured name, and let this service's identity read it."),
    };

    private static readonly Hint BasicAuthRetired = new(
        "basic_auth_retired",
        "Microsoft 365 no longer takes user name and password over SMTP: for existing tenants the default ends with December 2026.",
        "Use OAuth2: make the secret an OAuth 2.0 client (tenant_id, client_id, client_secret).");

    private static readonly Hint AppPassword = new(
        "app_password_required",
        "The account has two-factor login; its own password is not accepted for SMTP.",
        "Create an app password and store it as the secret.");

    private static readonly Hint AddressNotAllowed = new(
        "ip_not_allowed",
        "The provider does not accept logins from this service's IP address.",
        "Add the outbound IP addresses of this service to the provider's list of allowed addresses, or switch the list off.");

    private static readonly Hint TooManyConnections = new(
        "too_many_connections",
        "More connections were open at once than the provider allows.",
        "Lower MaxConnections of this provider; each instance opens as many.");

    private static readonly Hint NameInEhlo = new(
        "ehlo_name",
        "The server refuses the name that this service gives in EHLO.",
        "Set EhloName of this provider to a full host name that exists in DNS.");

    private static readonly (string Words, Hint Hint)[] ByWords =
    [
        ("smtpclientauthentication is disabled", new(
            "smtp_auth_disabled",
            "Microsoft 365 has SMTP AUTH disabled for the tenant or the mailbox.",
            "Enable authenticated SMTP for the mailbox, or use OAuth2.")),
        (" 5.7.139 ", BasicAuthRetired),
        (" 5.7.30 ", BasicAuthRetired),
        ("basic authentication", BasicAuthRetired),
        ("application-specific password", AppPassword),
        ("application password", AppPassword),
        ("app password", AppPassword),
        ("unauthorized ip", AddressNotAllowed),
        ("ip address is not", AddressNotAllowed),
        ("ip address not", AddressNotAllowed),
        ("ip is not", AddressNotAllowed),
        ("concurrent", TooManyConnections),
        ("connection", TooManyConnections),
        ("simultaneous", TooManyConnections),
        ("sessions", TooManyConnections),
        ("thread limit", TooManyConnections),
        ("helo", NameInEhlo),
        ("ehlo", NameInEhlo),
        ("fully-qualified", NameInEhlo),
        ("fully qualified", NameInEhlo),
        ("web browser", new(
            "web_login_required",
            "Google blocked the login until the owner confirms it.",
            "Log in with a browser, then use an app password or OAuth2.")),
        ("username and password not accepted", new(
            "google_credentials",
            "Google does not accept the user name and password; account passwords no longer work for SMTP.",
            "Use an app password or OAuth2; the user name is the full address.")),
        ("must issue a starttls", new("starttls_required", "The server wants TLS before anything else.", "Set security to StartTls.")),
        ("not authenticated to send anonymous", new(
            "login_required",
            "The server wants a login before MAIL FROM.",
            "Configure user name and secret for this provider.")),
        ("authentication required", new(
            "login_required",
            "The server wants a login before MAIL FROM.",
            "Configure user name and secret for this provider.")),
        ("authenticate first", new(
            "login_required",
            "The server wants a login before MAIL FROM.",
            "Configure user name and secret; for Brevo use the SMTP login and an SMTP key, not the API key.")),
        ("credits exceeded", new(
            "credits_used_up",
            "The plan's credits are used up; the provider says so at login.",
            "Upgrade the plan or wait for the next period.")),
    ];

    public static Hint Find(FailureCategory category, FaultKind fault, NormalisedReply reply)
    {
        if (reply.Code == 0 && category is not (FailureCategory.OutcomeUnknown or FailureCategory.ConnectionLost))
            return ByFault.GetValueOrDefault(fault) ?? CategoryHints.Of(category);

        // Words explain a login or a limit; in other replies they may be a quotation.
        if (category is FailureCategory.Authentication or FailureCategory.QuotaUsedUp or FailureCategory.RateLimited or FailureCategory.Tls
            or FailureCategory.DomainAuthentication or FailureCategory.RelayDenied)
        {
            foreach (var (words, hint) in ByWords)
            {
                if (reply.Text.Contains(words, StringComparison.Ordinal))
                    return hint;
            }
        }

        return CategoryHints.Of(category);
    }
}
