namespace EmailDispatch.Emails;

/// <summary>
/// Header fields by which an email service takes orders instead of passing them on: they add recipients, change the account, the sending
/// address or the tracking, or have the message dropped. Who may write them acts in the name of the account.
/// </summary>
internal static class ProviderHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // SendGrid, Netcore, Elastic Email.
        "X-SMTPAPI", "X-APIHEADER", "X-TAGS", "IsTransactional", "PoolName", "ServerPool", "Channel", "ChannelName", "UnsubscribeGroup",

        // ReachMail, EmailDelivery.
        "X-Tracking", "X-DKIM-Options", "X-Auth-APIKey",

        // Mail servers that services are built on: PowerMTA and its like; and what several read as the envelope.
        "X-VirtualMTA", "X-Virtual-MTA", "X-Job", "X-Envid", "X-Envelope-From", "X-Envelope-To", "X-Rcpt-To", "Envelope-To", "Apparently-To",
    };

    private static readonly string[] Prefixes =
    [
        "X-MC-", "X-Mandrill-", "X-MSYS-", "X-SparkPost-", "X-SES-", "X-Mailgun-", "X-PM-", "X-Postmark-", "X-Mailin-", "X-Sib-", "X-Brevo-",
        "X-MJ-", "X-Mailjet-", "X-SG-", "X-SendGrid-", "X-ElasticEmail-", "X-SMTP2GO-", "X-Smtpcorp-", "X-xsM", "X-SocketLabs-", "X-MT-",
        "X-Mailtrap-", "X-MailerSend-", "X-MailChannels-", "X-Resend-", "Resend-", "X-ZeptoMail-", "X-SMTPeter-", "X-SMTPCOM-", "X-Infobip-",
        "X-Pepipost-", "X-Scw-", "X-MS-", "X-Forefront-", "X-Pmta-", "X-GreenArrow-", "X-Kumo-", "X-Postal-", "X-Haraka-", "X-MQ-",
        "AhaSend-", "X-AliDM-", "X-LM-", "X-Lettermint-", "X-MailPace-", "X-OMS-", "X-Maileroo-", "X-Transactional-", "X-Clab-", "X-RM-", "X-SM-", "PostBack", "X-PostBack",

        // SmartSender: the message goes to those as well who have bounced, complained or unsubscribed.
        "X-Ignore-",
    ];

    public static bool Controls(string name) => Names.Contains(name) || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every such field of an email, as a fault.</summary>
    public static IReadOnlyList<FieldError> FindFaults(Email email) =>
    [
        .. email.Headers.Where(header => Controls(header.Name)).Select(header => new FieldError(
            $"headers.{header.Name}", "gives orders to the email service, which this API key may not do (provider_headers)")),
    ];
}
