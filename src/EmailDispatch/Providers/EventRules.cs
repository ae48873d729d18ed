namespace EmailDispatch.Providers;

/// <summary>Checks the event settings of a provider.</summary>
internal static class EventRules
{
    private static readonly HashSet<string> WithSecret =
        ["SendGrid", "Mailgun", "Postmark", "Brevo", "MailerSend", "Mandrill", "Resend", "AzureCommunicationServices"];

    public static IEnumerable<string> FindFaults(ProviderOptions provider)
    {
        if (provider.EventsSecret.Length > 127 || !provider.EventsSecret.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            yield return "EventsSecret: must be the name of a secret, not the secret itself: at most 127 letters, digits and hyphens.";
        if (provider.EventsSecret.Length > 0 && !WithSecret.Contains(provider.PresetName))
            yield return provider.PresetName == "AmazonSes" ? "EventsSecret: Amazon SES has none; set EventsTopic." : $"EventsSecret: needs a Preset that is one of {string.Join(", ", WithSecret)}.";
        if (provider.EventsTopic.Length > 0 && provider.PresetName != "AmazonSes")
            yield return "EventsTopic: is for Preset AmazonSes only.";
        if (provider.EventsTopic.Length > 0 && !(provider.EventsTopic.Split(':') is ["arn", _, "sns", _, { Length: > 0 }, { Length: > 0 }]))
            yield return "EventsTopic: must be the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:email-events.";
        if (provider.EventsUrl.Length > 0 && !(Uri.TryCreate(provider.EventsUrl, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"))
            yield return "EventsUrl: must be the https address that the provider posts events to.";
        if (provider is { Name: "mail", ReportsEvents: true })
            yield return "Name: 'mail' is the path of returned emails; a provider that reports events needs another name.";
        if (provider.EventsUrl.Length == 0 && provider is { PresetName: "Mandrill", ReportsEvents: true })
            yield return "EventsUrl: is needed, Mandrill signs it.";
    }
}
