using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>
/// One SMTP account to send through. Read from <c>Providers:N</c> by <see cref="ProviderReader"/>: first the values of the preset, then the explicit
/// settings. Lists are written as <c>Streams:0</c>, <c>Streams:1</c> or as one comma-separated value.
/// </summary>
public sealed class ProviderOptions
{
    /// <summary>The name in rows, logs and statistics: 1 to 64 lower-case letters, digits and hyphens.</summary>
    public string Name { get; set; } = "";

    /// <summary>The name shown to people, at most 100 characters; empty for <see cref="Name"/>.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The service whose server, security and limits are filled in (<see cref="ProviderPresets"/>); empty for none.</summary>
    public string Preset { get; set; } = "";

    /// <summary>The region of a preset with several servers, such as <c>eu-west-1</c> of Amazon SES or <c>eu</c> of Mailgun.</summary>
    public string Region { get; set; } = "";

    public string Host { get; set; } = "";

    /// <summary>Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Default <see cref="ProviderSecurity.StartTls"/>.</summary>
    public ProviderSecurity Security { get; set; } = ProviderSecurity.StartTls;

    /// <summary>User name of the account; empty if the server needs none or the secret contains it.</summary>
    public string Username { get; set; } = "";

    /// <summary>Name of the secret with the password: a Key Vault secret, or locally a key of the section <c>Secrets</c>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Whether the secret is also the user name, as Postmark requires. Default false.</summary>
    public bool UsernameIsSecret { get; set; }

    /// <summary>Whether the provider is used at all. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Whether it gets no new emails, while sessions in progress end normally. Default false.</summary>
    public bool Drain { get; set; }

    /// <summary>Providers with a lower number are tried first. Default 100.</summary>
    public int Priority { get; set; } = 100;

    /// <summary>The share of emails among the providers of the same priority. Default 1; with 0 it is tried only after the others.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>The streams it serves; empty for all.</summary>
    public IReadOnlyList<string> Streams { get; set; } = [];

    /// <summary>The tenants it serves; empty for all.</summary>
    public IReadOnlyList<string> Tenants { get; set; } = [];

    /// <summary>The domains it may send from: <c>example.com</c> for only that domain, <c>*.example.com</c> for its subdomains; empty for all.</summary>
    public IReadOnlyList<string> FromDomains { get; set; } = [];

    /// <summary>The sender address if <see cref="RewriteFrom"/> applies.</summary>
    public string DefaultFromAddress { get; set; } = "";

    /// <summary>The display name for <see cref="DefaultFromAddress"/>; empty to keep the author's name.</summary>
    public string DefaultFromName { get; set; } = "";

    /// <summary>
    /// Whether emails from other domains are sent as <see cref="DefaultFromAddress"/>, with the author in Reply-To. Default false: they skip it.
    /// </summary>
    public bool RewriteFrom { get; set; }

    /// <summary>
    /// Header fields added to every email through it, such as options of the service. Written as <c>Headers:X-Name</c>, or, if setting names cannot
    /// have hyphens, as <c>Headers:0</c> with the value <c>X-Name: value</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    /// <summary>Emails per second; null for no limit.</summary>
    public int? PerSecond { get; set; }

    /// <summary>Emails per clock minute; null for no limit.</summary>
    public int? PerMinute { get; set; }

    /// <summary>Emails per hour; null for no limit.</summary>
    public int? PerHour { get; set; }

    /// <summary>Emails per day; null for no limit.</summary>
    public int? PerDay { get; set; }

    /// <summary>The price of a thousand emails, from 0 to 100,000, in the currency of the setting <c>Usage:Currency</c>; null if unknown.</summary>
    public decimal? PricePerThousand { get; set; }

    /// <summary>
    /// The first day (UTC) of a warm-up: <see cref="WarmUpPerDay"/> emails until the end of that day, then twice as many each day, up to
    /// <see cref="PerDay"/>, for 30 days. Null for none.
    /// </summary>
    public DateOnly? WarmUpStart { get; set; }

    /// <summary>Emails on the first day of the warm-up. Needed with <see cref="WarmUpStart"/>.</summary>
    public int? WarmUpPerDay { get; set; }

    /// <summary>Maximum size of the composed message in bytes; larger emails use other providers. Null for no limit.</summary>
    public long? MaxMessageBytes { get; set; }

    /// <summary>Maximum recipients per message; emails with more use other providers. Null for no limit.</summary>
    public int? MaxRecipients { get; set; }

    /// <summary>The timeout for connecting: DNS, TCP, greeting and TLS together. Default 5 s; at most 5 min.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The timeout for the reply to a command, and for waiting for a free connection. For the reply to a message it is four times as long, but not
    /// more than 4 min because of that. Default 60 s; at most 5 min.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether the server's certificate is verified. Default true; see <see cref="AllowInsecure"/>.</summary>
    public bool TlsVerify { get; set; } = true;

    /// <summary>Allows <see cref="ProviderSecurity.None"/> and <see cref="TlsVerify"/> false beyond the loopback interface. Default false.</summary>
    public bool AllowInsecure { get; set; }

    /// <summary>
    /// The authentication method. Default: the best one the server offers, which is PLAIN, LOGIN or CRAM-MD5 in this order over TLS, CRAM-MD5 without
    /// TLS, and XOAUTH2 if the secret is an OAuth 2.0 client.
    /// </summary>
    public ProviderAuth? Auth { get; set; }

    /// <summary>The maximum number of open connections. Default 10.</summary>
    public int MaxConnections { get; set; } = 10;

    /// <summary>The number of messages sent through a connection before it is replaced. Default 100.</summary>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>
    /// The fully qualified name in EHLO, such as <c>mail.example.com</c>. Default: this machine's name if it is fully qualified, else the domain of
    /// <see cref="DefaultFromAddress"/> or the first of <see cref="FromDomains"/>, else its IP address.
    /// </summary>
    public string EhloName { get; set; } = "";

    /// <summary>
    /// The only trusted certificates of the server, whoever issued them, separated by commas. Each is the SHA-256 of a certificate as 64 hexadecimal
    /// digits, colons allowed, or <c>spki:</c> and the SHA-256 of its public key, which stays the same when a certificate is renewed for that key.
    /// Default: none.
    /// </summary>
    public string CertificatePin { get; set; } = "";

    /// <summary>Logs the SMTP dialogue at level Debug, without credentials, message bodies and local parts of addresses. Default false.</summary>
    public bool ProtocolLog { get; set; }

    /// <summary>Name of the secret, a key or a password, that authenticates events posted to <c>/events/{name}</c>. Default: none, no events.</summary>
    public string EventsSecret { get; set; } = "";

    /// <summary>The SNS topic (ARN) through which Amazon SES reports events, instead of <see cref="EventsSecret"/>. Default: none.</summary>
    public string EventsTopic { get; set; } = "";

    /// <summary>The exact URL to which Mandrill posts events, because the signature includes it. Default: none.</summary>
    public string EventsUrl { get; set; } = "";

    /// <summary>
    /// The envelope sender (MAIL FROM), to which servers return undeliverable emails, such as <c>bounces@example.com</c>; its local part has at most
    /// 27 characters. Default: the sender's own address.
    /// </summary>
    public string ReturnPath { get; set; } = "";

    /// <summary>
    /// Whether <see cref="ReturnPath"/> contains the email's id, as <c>bounces+{id}_{tenant}@example.com</c>, so that returned emails can be matched.
    /// Default true; use false for a server that allows only the address itself.
    /// </summary>
    public bool ReturnPathTag { get; set; } = true;

    /// <summary>The row it comes from if it was added through the API; null if it comes from the settings.</summary>
    public ManagedProvider? Row { get; internal set; }

    /// <summary>Whether emails are offered to it.</summary>
    public bool TakesEmails => Enabled && !Drain;

    /// <summary>Whether it was added through the API, so that its secret is in the store of this app.</summary>
    public bool IsManaged => Row is not null;

    /// <summary>Whether only public addresses are connected to, because a tenant chose the host.</summary>
    internal bool PublicHostOnly { get; set; }

    internal bool ReportsEvents => EventsSecret.Length > 0 || EventsTopic.Length > 0;

    /// <summary>The name of the preset in its own spelling; empty for none.</summary>
    internal string PresetName => ProviderPresets.Find(Preset)?.Name ?? "";

    /// <summary>Whether an email from this domain is sent as <see cref="DefaultFromAddress"/> instead of its author's address.</summary>
    public bool Rewrites(string fromDomain) => RewriteFrom && !DomainPattern.MatchesAny(FromDomains, fromDomain);
}

/// <summary>The security of the connection. There is no automatic choice because it would accept a downgrade.</summary>
public enum ProviderSecurity
{
    /// <summary>Starts in plain text and requires STARTTLS before anything else. Usual on port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte. Usual on port 465.</summary>
    SslOnConnect,

    /// <summary>No encryption; only on the loopback interface, or with <see cref="ProviderOptions.AllowInsecure"/>.</summary>
    None,
}

/// <summary>The authentication method.</summary>
public enum ProviderAuth
{
    /// <summary>User name and password in one command (RFC 4616).</summary>
    Plain,

    /// <summary>User name and password, each on request. Never standardized, but widely offered.</summary>
    Login,

    /// <summary>Proves the password without sending it (RFC 2195).</summary>
    CramMd5,

    /// <summary>An access token, sent as XOAUTH2.</summary>
    OAuth2,

    /// <summary>No authentication.</summary>
    None,
}
