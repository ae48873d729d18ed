using EmailDispatch.Naming;

namespace EmailDispatch.Replies;

/// <summary>What the category names in rows mean.</summary>
internal static class CategoryNames
{
    // Faults of the recipient's side that may pass: one that does not pass is a bounce in the end.
    private static readonly HashSet<string> OfRecipient = new FailureCategory[]
    {
        FailureCategory.MailboxFull, FailureCategory.MailboxDisabled, FailureCategory.RecipientUnknown, FailureCategory.RecipientRefused,
        FailureCategory.RecipientDomainUnknown, FailureCategory.RecipientAddressInvalid, FailureCategory.RecipientRateLimited,
    }.Select(EnumNames.ToName).ToHashSet();

    /// <summary>For what no session said: the dispatcher itself failed.</summary>
    public const string DispatcherFault = "dispatcher_fault";

    // Busy, but there.
    private static readonly string Alive = FailureCategory.RecipientRateLimited.ToName();

    /// <summary>Whether a failure that persists to the end is the recipient's: it has bounced then, not failed.</summary>
    public static bool IsOfRecipient(string? category) => category is not null && OfRecipient.Contains(category);

    /// <summary>Whether a mailbox to which this persisted is not to be sent to again.</summary>
    public static bool Suppresses(string? category) => IsOfRecipient(category) && category != Alive;
}
