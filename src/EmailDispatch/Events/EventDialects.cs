using System.Collections.Frozen;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Providers;

namespace EmailDispatch.Events;

/// <summary>The supported services, by the name of their preset.</summary>
public sealed class EventDialects(SnsClient sns, TimeProvider time)
{
    private readonly FrozenDictionary<string, IEventDialect> _byPreset = new Dictionary<string, IEventDialect>
    {
        ["AmazonSes"] = new AmazonSesEvents(sns),
        ["SendGrid"] = new SendGridEvents(),
        ["Mailgun"] = new MailgunEvents(time),
        ["Postmark"] = new PostmarkEvents(),
        ["Brevo"] = new BrevoEvents(),
        ["MailerSend"] = new MailerSendEvents(),
        ["Mandrill"] = new MandrillEvents(),
        ["Resend"] = new ResendEvents(time),
        ["AzureCommunicationServices"] = new AzureEvents(),
    }.ToFrozenDictionary();

    /// <summary>The dialect of a provider; null if it reports no events.</summary>
    internal IEventDialect? Find(ProviderOptions provider) => provider.ReportsEvents ? _byPreset.GetValueOrDefault(provider.PresetName) : null;
}
