namespace EmailDispatch.Emails;

/// <summary>
/// Headers that instruct the email service: they can add recipients, change the account, sender address or tracking, or drop the message.
/// </summary>
internal static class ProviderHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // SendGrid, Netcore, Elastic Email.
        "X-SMTPAPI", "X-APIHEADER", "X-TAGS", "IsTransactional", "PoolName", "ServerPool", "Channel", "ChannelName", "UnsubscribeGroup",

        // ReachMail, EmailDelivery.
        "X-Tracking", "X-DKIM-Options", "X-Auth-APIKey",

        // PowerMTA and similar servers, and headers that several servers read as the envelope.
        "X-VirtualMTA", "X-Virtual-MTA", "X-Job", "X-Envid", "X-Envelope-From", "X-Envelope-To", "X-Rcpt-To", "Envelope-To", "Apparently-To",
    };

    private static readonly string[] Prefixes =
    [
        "X-MC-", "X-Mandrill-", "X-MSYS-", "X-SparkPost-", "X-SES-", "X-Mailgun-", "X-PM-", "X-Postmark-", "X-Mailin-", "X-Sib-", "X-Brevo-",
        "X-MJ-", "X-Mailjet-", "X-SG-", "X-SendGrid-", "X-ElasticEmail-", "X-SMTP2GO-", "X-Smtpcorp-", "X-xsM", "X-SocketLabs-", "X-MT-",
        "X-Mailtrap-", "X-MailerSend-", "X-MailChannels-", "X-Resend-", "Resend-", "X-ZeptoMail-", "X-SMTPeter-", "X-SMTPCOM-", "X-Infobip-",
        "X-Pepipost-", "X-Scw-", "X-MS-", "X-Forefront-", "X-Pmta-", "X-GreenArrow-", "X-Kumo-", "X-Postal-", "X-Haraka-", "X-MQ-",
        "AhaSend-", "X-AliDM-", "X-LM-", "X-Lettermint-", "X-MailPace-", "X-OMS-", "X-Maileroo-", "X-Transactional-", "X-Clab-", "X-RM-", "X-SM-", "PostBack", "X-PostBack",

        // SmartSender: also sends to recipients who bounced, complained or unsubscribed.
        "X-Ignore-",
    ];

    public static bool Controls(string name) => Names.Contains(name) || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    public static IReadOnlyList<FieldError> FindFaults(Email email) =>
    [
        .. email.Headers.Where(header => Controls(header.Name)).Select(header => new FieldError(
            $"headers.{header.Name}", "instructs the email service, which this API key does not allow (provider_headers)")),
    ];
}
