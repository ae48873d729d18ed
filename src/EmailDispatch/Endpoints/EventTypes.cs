namespace EmailDispatch.Endpoints;

/// <summary>The types of webhook events, named as in the Resend API.</summary>
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

    /// <summary>The recipient marked it as spam.</summary>
    public const string Complained = "email.complained";

    /// <summary>Not sent; the recipient's mailbox is not the cause.</summary>
    public const string Failed = "email.failed";

    /// <summary>Not sent: on the do-not-send list.</summary>
    public const string Suppressed = "email.suppressed";

    public const string ProviderPaused = "provider.paused";

    public const string ProviderResumed = "provider.resumed";

    /// <summary>80 % of a quota is used: of a tenant or an API key, or, for the operator, of a provider.</summary>
    public const string QuotaWarning = "quota.warning";

    /// <summary>A domain is no longer verified.</summary>
    public const string DomainUpdated = "domain.updated";

    /// <summary>A test that a caller requested.</summary>
    public const string Test = "webhook.test";

    /// <summary>The events of emails.</summary>
    public static readonly IReadOnlyList<string> OfEmails = [Scheduled, Sent, Delivered, DeliveryDelayed, Bounced, Complained, Failed, Suppressed];

    /// <summary>The events for endpoints of any tenant.</summary>
    public static readonly IReadOnlyList<string> OfTenants = [.. OfEmails, DomainUpdated, QuotaWarning];

    /// <summary>The events of the whole deployment, for endpoints of its operator.</summary>
    public static readonly IReadOnlyList<string> OfOperators = [ProviderPaused, ProviderResumed];
}
