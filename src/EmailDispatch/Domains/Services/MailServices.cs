namespace EmailDispatch.Domains.Services;

/// <summary>
/// The services whose records are known, each value confirmed by two public sources in November 2026; docs/domains.md lists them. Values that could
/// not be confirmed or differ by account are omitted; the selectors and the return path can then be set with the domain.
/// </summary>
internal static class MailServices
{
    public static IReadOnlyList<MailService> All { get; } =
    [
        new("SendGrid") { Selectors = ["s1", "s2"], HasAliases = true },
        new("Mailgun") { SendsAsDomain = true, SpfInclude = "mailgun.org" },
        new("Postmark") { ReturnPath = "pm-bounces", ReturnPathAlias = "pm.mtasv.net", Replaces = ["Message-ID"] },
        new("AmazonSes") { SpfInclude = "amazonses.com", ReturnPathExchange = "feedback-smtp.{region}.amazonses.com", HasAliases = true, SelectorAlias = "{selector}.dkim.amazonses.com", Replaces = ["Message-ID", "Date"] },
        new("Brevo") { Selectors = ["brevo1", "brevo2"], HasAliases = true, SelectorAlias = "b{n}.{domain-dashes}.dkim.brevo.com" },
        new("Mandrill") { Selectors = ["mte1", "mte2"], HasAliases = true, SelectorAlias = "dkim{n}.mandrillapp.com" },
        new("Resend") { SpfInclude = "amazonses.com", ReturnPath = "send", Selectors = ["resend"], Replaces = ["Message-ID", "Date"] },
        new("AzureCommunicationServices")
        {
            SendsAsDomain = true,
            SpfInclude = "spf.protection.outlook.com",
            Selectors = ["selector1-azurecomm-prod-net", "selector2-azurecomm-prod-net"],
            HasAliases = true,
            SelectorAlias = "{selector}._domainkey.azurecomm.net",
        },
        new("Gmail") { SendsAsDomain = true, SpfInclude = "_spf.google.com", Selectors = ["google"] },
        new("Office365") { SendsAsDomain = true, SpfInclude = "spf.protection.outlook.com", Selectors = ["selector1", "selector2"], HasAliases = true },
        new("ICloud") { SendsAsDomain = true, SpfInclude = "icloud.com", Selectors = ["sig1"], HasAliases = true, SelectorAlias = "sig1.dkim.{domain}.at.icloudmailadmin.com" },
        new("Proton") { SendsAsDomain = true, SpfInclude = "_spf.protonmail.ch", Selectors = ["protonmail", "protonmail2", "protonmail3"], HasAliases = true },
        new("Fastmail") { SendsAsDomain = true, SpfInclude = "spf.messagingengine.com", Selectors = ["fm1", "fm2", "fm3"], HasAliases = true, SelectorAlias = "{selector}.{domain}.dkim.fmhosted.com" },
        new("Hostinger") { SendsAsDomain = true, SpfInclude = "_spf.mail.hostinger.com" },
    ];

    /// <summary>Whether a known service asks domains to include this name in SPF.</summary>
    public static bool Include(string name) => All.Any(service => service.SpfInclude == name);

    public static MailService? Find(string preset) => All.FirstOrDefault(service => service.Preset.Equals(preset, StringComparison.OrdinalIgnoreCase));
}
