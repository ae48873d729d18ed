namespace EmailDispatch.Providers;

/// <summary>The services with a preset. The sources of the limits are in docs/providers.md; a test compares it with this table.</summary>
public static class ProviderPresets
{
    private const string ApiKey = "an SMTP or API key is the secret";
    private const string FullAddress = "the full address of the mailbox";
    private const long Megabyte = 1_000_000;

    /// <summary>All presets, relay services first, then mailbox services.</summary>
    public static IReadOnlyList<ProviderPreset> All { get; } =
    [
        new("SendGrid", "smtp.sendgrid.net")
        {
            Username = "apikey",
            UsernameHint = "apikey, for every account",
            Regions = new Dictionary<string, string> { ["global"] = "smtp.sendgrid.net", ["eu"] = "smtp.eu.sendgrid.net" },
            MaxMessageBytes = 30 * Megabyte,
            MaxRecipients = 1000,
        },
        new("Mailgun", "smtp.mailgun.org")
        {
            UsernameHint = "the SMTP user of the domain, postmaster@ and the domain",
            Regions = new Dictionary<string, string> { ["us"] = "smtp.mailgun.org", ["eu"] = "smtp.eu.mailgun.org" },
            MaxMessageBytes = 25 * Megabyte,
        },
        new("Postmark", "smtp.postmarkapp.com")
        {
            UsernameIsSecret = true,
            UsernameHint = "none: the server token is user name and password",
            Regions = new Dictionary<string, string> { ["transactional"] = "smtp.postmarkapp.com", ["broadcasts"] = "smtp-broadcasts.postmarkapp.com" },
            MaxMessageBytes = 10 * Megabyte,
            MaxRecipients = 50,
        },
        new("AmazonSes", null)
        {
            RegionalHost = "email-smtp.{0}.amazonaws.com",
            UsernameHint = "the SMTP user name of that region, not an IAM access key",
            MaxMessageBytes = 40 * Megabyte,
            MaxRecipients = 50,
            PerSecond = 14,
            Aliases = ["Ses", "AwsSes"],
        },
        new("Brevo", "smtp-relay.brevo.com")
        {
            UsernameHint = $"the SMTP login; {ApiKey}",
            Aliases = ["Sendinblue"],
        },
        new("MailerSend", "smtp.mailersend.net")
        {
            UsernameHint = "the generated SMTP user",
        },
        new("Mandrill", "smtp.mandrillapp.com")
        {
            UsernameHint = "any text, usually the account's address; the API key is the secret",
            Aliases = ["MailchimpTransactional"],
        },
        new("Resend", "smtp.resend.com")
        {
            Username = "resend",
            UsernameHint = "resend, for every account",
            MaxMessageBytes = 40 * Megabyte,
            MaxRecipients = 50,
        },
        new("AzureCommunicationServices", "smtp.azurecomm.net")
        {
            UsernameHint = "the SMTP user name of the Communication Services resource",
            MaxMessageBytes = 10 * Megabyte,
            MaxRecipients = 50,
            PerMinute = 30,
            PerHour = 100,
            Aliases = ["Acs", "AzureCommunicationService"],
        },
        new("Gmail", "smtp.gmail.com")
        {
            UsernameHint = FullAddress,
            MaxMessageBytes = 25 * Megabyte,
            MaxRecipients = 100,
            PerDay = 500,
            Aliases = ["GoogleWorkspace"],
        },
        new("Office365", "smtp.office365.com")
        {
            UsernameHint = FullAddress,
            MaxRecipients = 500,
            PerMinute = 30,
            PerDay = 10_000,
            MaxConnections = 3,
            Aliases = ["Microsoft365", "ExchangeOnline"],
        },
        new("Outlook", "smtp-mail.outlook.com")
        {
            UsernameHint = FullAddress,
            MaxMessageBytes = 25 * Megabyte,
            Aliases = ["OutlookCom", "Hotmail"],
        },
        new("Yahoo", "smtp.mail.yahoo.com")
        {
            Port = 465,
            Security = ProviderSecurity.SslOnConnect,
            UsernameHint = FullAddress,
            MaxRecipients = 100,
            PerDay = 500,
        },
        new("Zoho", "smtp.zoho.com")
        {
            UsernameHint = FullAddress,
            Regions = new Dictionary<string, string>
            {
                ["com"] = "smtp.zoho.com",
                ["eu"] = "smtp.zoho.eu",
                ["in"] = "smtp.zoho.in",
                ["com.au"] = "smtp.zoho.com.au",
                ["jp"] = "smtp.zoho.jp",
                ["pro"] = "smtppro.zoho.com",
                ["pro.eu"] = "smtppro.zoho.eu",
                ["pro.in"] = "smtppro.zoho.in",
                ["pro.com.au"] = "smtppro.zoho.com.au",
                ["pro.jp"] = "smtppro.zoho.jp",
            },
        },
        new("ICloud", "smtp.mail.me.com")
        {
            UsernameHint = "the full iCloud address",
            MaxMessageBytes = 20 * Megabyte,
            MaxRecipients = 500,
            PerDay = 1000,
        },
        new("Proton", "smtp.protonmail.ch")
        {
            UsernameHint = "the address, of a domain of one's own, that the SMTP token is for",
            MaxRecipients = 100,
            Aliases = ["ProtonMail"],
        },
        new("Yandex", "smtp.yandex.com")
        {
            Port = 465,
            Security = ProviderSecurity.SslOnConnect,
            UsernameHint = FullAddress,
            MaxRecipients = 35,
            PerDay = 500,
        },
        new("Gmx", "mail.gmx.net")
        {
            UsernameHint = FullAddress,
            Regions = new Dictionary<string, string> { ["net"] = "mail.gmx.net", ["com"] = "mail.gmx.com" },
        },
        new("Fastmail", "smtp.fastmail.com")
        {
            Port = 465,
            Security = ProviderSecurity.SslOnConnect,
            UsernameHint = FullAddress,
        },
        new("Hostinger", "smtp.hostinger.com")
        {
            Port = 465,
            Security = ProviderSecurity.SslOnConnect,
            UsernameHint = FullAddress,
            MaxRecipients = 100,
            PerHour = 100,
            PerDay = 1000,
        },
    ];

    /// <summary>Finds a preset by name, ignoring case, spaces and hyphens: <c>amazon-ses</c>, <c>Office 365</c>.</summary>
    public static ProviderPreset? Find(string name)
    {
        var plain = string.Concat(name.Where(char.IsLetterOrDigit));
        return All.FirstOrDefault(preset => preset.Aliases.Prepend(preset.Name).Contains(plain, StringComparer.OrdinalIgnoreCase));
    }
}
