using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>
/// One SMTP account to send through. Read from <c>Providers:N</c> by <see cref="ProviderReader"/>: first what the preset says, then
/// what is set explicitly. Lists are written as <c>Streams:0</c>, <c>Streams:1</c> or in one value, separated by commas.
/// </summary>
public sealed class ProviderOptions
{
    /// <summary>The name in rows, logs and statistics: 1 to 64 lower-case letters, digits and hyphens.</summary>
    public string Name { get; set; } = "";

    /// <summary>The service whose server, security and limits are filled in (<see cref="ProviderPresets"/>); empty for none.</summary>
    public string Preset { get; set; } = "";

    /// <summary>The region of a preset that has several servers, such as <c>eu-west-1</c> of Amazon SES or <c>eu</c> of Mailgun.</summary>
    public string Region { get; set; } = "";

    /// <summary>Host name of the submission server.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port of the submission server. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default <see cref="ProviderSecurity.StartTls"/>.</summary>
    public ProviderSecurity Security { get; set; } = ProviderSecurity.StartTls;

    /// <summary>User name of the account; empty for a server that asks for none, or where the secret names it.</summary>
    public string Username { get; set; } = "";

    /// <summary>Name of the secret that holds the password: a Key Vault secret, locally in the section <c>Secrets</c>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Whether the secret is the user name as well, as Postmark wants its token. Default false.</summary>
    public bool UsernameIsSecret { get; set; }

    /// <summary>Whether the provider is used at all. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Providers are tried in ascending order of it. Default 100.</summary>
    public int Priority { get; set; } = 100;

    /// <summary>
    /// The share of emails among the providers of one priority. Default 1; with 0 it is tried only after the others of its priority.
    /// </summary>
    public int Weight { get; set; } = 1;

    /// <summary>The streams it serves; empty for all.</summary>
    public IReadOnlyList<string> Streams { get; set; } = [];

    /// <summary>The tenants it serves; empty for all.</summary>
    public IReadOnlyList<string> Tenants { get; set; } = [];

    /// <summary>
    /// The domains it may send from: <c>example.com</c> for that domain alone, <c>*.example.com</c> for its subdomains; empty for all.
    /// </summary>
    public IReadOnlyList<string> FromDomains { get; set; } = [];

    /// <summary>The address it sends as, where <see cref="RewriteFrom"/> applies.</summary>
    public string DefaultFromAddress { get; set; } = "";

    /// <summary>The display name that goes with <see cref="DefaultFromAddress"/>; empty to keep the author's own.</summary>
    public string DefaultFromName { get; set; } = "";

    /// <summary>
    /// Whether emails from domains that it may not send from go out as <see cref="DefaultFromAddress"/>, with the author in Reply-To.
    /// Default false: it is skipped for them.
    /// </summary>
    public bool RewriteFrom { get; set; }

    /// <summary>
    /// Header fields added to every email through it, such as a service's own switches. Written as <c>Headers:X-Name</c>, or, where
    /// a setting's name may not have hyphens, as <c>Headers:0</c> with the value <c>X-Name: value</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Emails a second; null for no limit.</summary>
    public int? PerSecond { get; set; }

    /// <summary>Emails an hour; null for no limit.</summary>
    public int? PerHour { get; set; }

    /// <summary>Emails a day; null for no limit.</summary>
    public int? PerDay { get; set; }

    /// <summary>Size of the composed message in bytes; larger emails go to other providers. Null for no limit.</summary>
    public long? MaxMessageBytes { get; set; }

    /// <summary>Recipients of one message; emails to more go to other providers. Null for no limit.</summary>
    public int? MaxRecipients { get; set; }

    /// <summary>How long a connection may take to be established: DNS, TCP, greeting and TLS together. Default 5 s; at most 5 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the server may take to answer one command, and an email may wait for a free connection. For the answer to a message it is four
    /// times as long, but no longer than 4 min for that. Default 60 s; at most 5 min.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the server's certificate is verified. Default true; see <see cref="AllowInsecure"/>.</summary>
    public bool TlsVerify { get; set; } = true;

    /// <summary>
    /// Accepts <see cref="ProviderSecurity.None"/> and <see cref="TlsVerify"/> false beyond the loopback interface. Default false.
    /// </summary>
    public bool AllowInsecure { get; set; }

    /// <summary>
    /// How to log in. Default: the best that the server offers, which over TLS is PLAIN, LOGIN or CRAM-MD5 in this order, without TLS
    /// CRAM-MD5, and XOAUTH2 where the secret is an OAuth 2.0 client.
    /// </summary>
    public ProviderAuth? Auth { get; set; }

    /// <summary>How many connections may be open at once. Default 10.</summary>
    public int MaxConnections { get; set; } = 10;

    /// <summary>How many messages are sent through one connection before it is replaced. Default 100.</summary>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>
    /// The name this service gives itself in EHLO, fully qualified, such as <c>mail.example.com</c>. Default: this machine's name if it is, else the
    /// domain of <see cref="DefaultFromAddress"/> or the first of <see cref="FromDomains"/>, else its IP address.
    /// </summary>
    public string EhloName { get; set; } = "";

    /// <summary>
    /// The only trusted certificates of the server, whoever issued them, separated by commas: each the SHA-256 of a certificate as 64 hexadecimal
    /// digits, colons allowed; or <c>spki:</c> and the SHA-256 of its public key, which stays when a certificate is renewed for the same key.
    /// Default: none.
    /// </summary>
    public string CertificatePin { get; set; } = "";

    /// <summary>
    /// Whether the SMTP dialogue is logged, at level Debug, without credentials, message bodies and local parts of addresses. Default false.
    /// </summary>
    public bool ProtocolLog { get; set; }

    /// <summary>
    /// Name of the secret by which the provider proves that the events it posts to <c>/events/{name}</c> are its own: a signing key, or a
    /// password. Default: none, and it reports no events.
    /// </summary>
    public string EventsSecret { get; set; } = "";

    /// <summary>The SNS topic (ARN) through which Amazon SES reports events; in place of <see cref="EventsSecret"/>. Default: none.</summary>
    public string EventsTopic { get; set; } = "";

    /// <summary>The address that Mandrill was told to post events to, exactly as it was told: it is part of what is signed. Default: none.</summary>
    public string EventsUrl { get; set; } = "";

    /// <summary>
    /// The envelope sender (MAIL FROM), to which servers return what they cannot deliver, such as <c>bounces@example.com</c>; its local part has at
    /// most 27 characters. Default: the sender's own address.
    /// </summary>
    public string ReturnPath { get; set; } = "";

    /// <summary>
    /// Whether <see cref="ReturnPath"/> names the email, as <c>bounces+{id}_{tenant}@example.com</c>, so that whatever comes back finds it. Default
    /// true; false for a server that allows only the address itself.
    /// </summary>
    public bool ReturnPathTag { get; set; } = true;

    /// <summary>Whether the provider reports events.</summary>
    internal bool ReportsEvents => EventsSecret.Length > 0 || EventsTopic.Length > 0;

    /// <summary>The name of the preset, however it is spelt in the settings; empty for none.</summary>
    internal string PresetName => ProviderPresets.Find(Preset)?.Name ?? "";

    /// <summary>Whether an email from this domain goes out under <see cref="DefaultFromAddress"/> instead of its author's address.</summary>
    public bool Rewrites(string fromDomain) => RewriteFrom && !DomainPattern.MatchesAny(FromDomains, fromDomain);
}

/// <summary>How the connection to a provider is protected. There is no automatic choice: it would accept a downgrade.</summary>
public enum ProviderSecurity
{
    /// <summary>Plain, then STARTTLS before anything else; refused where it is not offered. The usual one on port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte. The usual one on port 465.</summary>
    SslOnConnect,

    /// <summary>No protection; only on the loopback interface, or with <see cref="ProviderOptions.AllowInsecure"/>.</summary>
    None,
}

/// <summary>How to log in to a provider.</summary>
public enum ProviderAuth
{
    /// <summary>User name and password in one line (RFC 4616).</summary>
    Plain,

    /// <summary>User name and password, each when asked. Never standardised, widely offered.</summary>
    Login,

    /// <summary>The password is proven, not sent (RFC 2195).</summary>
    CramMd5,

    /// <summary>An access token, sent as XOAUTH2.</summary>
    OAuth2,

    /// <summary>Not at all.</summary>
    None,
}
