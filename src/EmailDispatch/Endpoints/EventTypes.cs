namespace EmailDispatch.Endpoints;

/// <summary>The names of the events that endpoints can be told, as the Resend API has them.</summary>
public static class EventTypes
{
    /// <summary>An email was accepted for a later time.</summary>
    public const string Scheduled = "email.scheduled";

    /// <summary>A provider answered 250 to the final dot.</summary>
    public const string Sent = "email.sent";

    /// <summary>The provider reported that the receiving server accepted it.</summary>
    public const string Delivered = "email.delivered";

    /// <summary>Not sent yet; it will be retried.</summary>
    public const string DeliveryDelayed = "email.delivery_delayed";

    /// <summary>Permanently rejected by the recipient's side, at once or reported later.</summary>
    public const string Bounced = "email.bounced";

    /// <summary>The recipient called it spam.</summary>
    public const string Complained = "email.complained";

    /// <summary>Not sent; the recipient's mailbox is not the cause.</summary>
    public const string Failed = "email.failed";

    /// <summary>Not sent: on the do-not-send list.</summary>
    public const string Suppressed = "email.suppressed";

    /// <summary>A provider is left alone for a time.</summary>
    public const string ProviderPaused = "provider.paused";

    /// <summary>A provider is used again.</summary>
    public const string ProviderResumed = "provider.resumed";

    /// <summary>A provider's quota is used up to four fifths.</summary>
    public const string QuotaWarning = "quota.warning";

    /// <summary>Asked for by a caller, to try an endpoint.</summary>
    public const string Test = "webhook.test";

    /// <summary>The events of emails, which any tenant's endpoint can ask for.</summary>
    public static readonly IReadOnlyList<string> OfEmails = [Scheduled, Sent, Delivered, DeliveryDelayed, Bounced, Complained, Failed, Suppressed];

    /// <summary>The events of the whole deployment, for endpoints of its operator.</summary>
    public static readonly IReadOnlyList<string> OfOperators = [ProviderPaused, ProviderResumed, QuotaWarning];
}
