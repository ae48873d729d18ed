using EmailDispatch.Naming;

namespace EmailDispatch.Replies;

/// <summary>Decides by a row's category name whether a failure is the recipient's and whether it suppresses the mailbox.</summary>
internal static class CategoryNames
{
    // Failures on the recipient's side that may be temporary; one that persists ends as a bounce.
    private static readonly HashSet<string> OfRecipient = new FailureCategory[]
    {
        FailureCategory.MailboxFull, FailureCategory.MailboxDisabled, FailureCategory.RecipientUnknown, FailureCategory.RecipientRefused,
        FailureCategory.RecipientDomainUnknown, FailureCategory.RecipientAddressInvalid, FailureCategory.RecipientRateLimited,
    }.Select(EnumNames.ToName).ToHashSet();

    /// <summary>The dispatcher itself failed, outside any session.</summary>
    public const string DispatcherFault = "dispatcher_fault";

    /// <summary>The content of the email is no longer stored.</summary>
    public const string ContentMissing = "content_missing";

    // The mailbox exists; it is only busy.
    private static readonly string Alive = FailureCategory.RecipientRateLimited.ToName();

    /// <summary>Whether a failure that persists is the recipient's, so the email has bounced rather than failed.</summary>
    public static bool IsOfRecipient(string? category) => category is not null && OfRecipient.Contains(category);

    /// <summary>Whether to stop sending to a mailbox for which this failure persisted.</summary>
    public static bool Suppresses(string? category) => IsOfRecipient(category) && category != Alive;
}
