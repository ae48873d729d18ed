using EmailDispatch.Naming;

namespace EmailDispatch.Replies;

/// <summary>What failure categories mean, for operators. The dashboard's <c>reasons.js</c> has the same words.</summary>
public static class CategoryWords
{
    private static readonly Dictionary<string, string> ByName = new Dictionary<FailureCategory, string>
    {
        [FailureCategory.Unforeseen] = "a reply that is not recognised",
        [FailureCategory.NameNotFound] = "its host name has no address",
        [FailureCategory.Network] = "the connection is refused or lost",
        [FailureCategory.Timeout] = "it does not answer in time",
        [FailureCategory.Tls] = "encryption (TLS) fails",
        [FailureCategory.ServiceUnavailable] = "it is closing or not available",
        [FailureCategory.Authentication] = "the login is rejected",
        [FailureCategory.AccountSuspended] = "the account is suspended",
        [FailureCategory.AccountNotActivated] = "the account is not activated",
        [FailureCategory.SenderNotAllowed] = "the sender is not verified or not allowed",
        [FailureCategory.DomainAuthentication] = "SPF, DKIM, DMARC or reverse DNS of the sender fails",
        [FailureCategory.SandboxRecipient] = "the account is in the provider's sandbox",
        [FailureCategory.RelayDenied] = "it does not relay for this client",
        [FailureCategory.RateLimited] = "more is sent at once than it allows",
        [FailureCategory.QuotaUsedUp] = "the quota is used up",
        [FailureCategory.InsufficientStorage] = "the provider is out of space",
        [FailureCategory.Greylisted] = "greylisted: the recipient's server asks for a retry",
        [FailureCategory.RecipientRateLimited] = "the recipient gets more email than their server allows",
        [FailureCategory.TooManyRecipients] = "too many recipients",
        [FailureCategory.RecipientUnknown] = "the mailbox does not exist",
        [FailureCategory.MailboxDisabled] = "the mailbox is disabled",
        [FailureCategory.RecipientDomainUnknown] = "the recipient's domain does not exist or takes no email",
        [FailureCategory.RecipientAddressInvalid] = "the recipient's address is considered invalid",
        [FailureCategory.MailboxFull] = "the mailbox is full",
        [FailureCategory.RecipientRefused] = "the recipient is rejected",
        [FailureCategory.RecipientSuppressed] = "the recipient is on the provider's do-not-send list",
        [FailureCategory.NoValidRecipients] = "every recipient is rejected",
        [FailureCategory.TemporaryRefusal] = "rejected for now, without a reason",
        [FailureCategory.TooLarge] = "the message is too large",
        [FailureCategory.MessageInvalid] = "the message is considered invalid",
        [FailureCategory.MailLoop] = "the message loops between servers",
        [FailureCategory.Blocklisted] = "the sending address or domain is on a block list",
        [FailureCategory.Spam] = "rejected as spam",
        [FailureCategory.Virus] = "rejected as a virus",
        [FailureCategory.Policy] = "a rule of the server forbids the message",
        [FailureCategory.LocalError] = "a temporary fault of the server",
        [FailureCategory.ConnectionLost] = "the connection is lost while sending",
        [FailureCategory.OutcomeUnknown] = "no answer after the message was sent",
    }.Select(pair => KeyValuePair.Create(pair.Key.ToName(), pair.Value))
        .Append(KeyValuePair.Create(CategoryNames.DispatcherFault, "a fault of the dispatcher itself"))
        .Append(KeyValuePair.Create(CategoryNames.ContentMissing, "its content is no longer stored"))
        .ToDictionary();

    /// <summary>Every category that a row may have, with its meaning.</summary>
    public static IReadOnlyDictionary<string, string> All => ByName;

    /// <summary>The meaning of a category, in words that end a sentence; one that this version does not know is spelled out.</summary>
    public static string Of(string category) => ByName.GetValueOrDefault(category) ?? category.Replace('_', ' ');
}
