namespace EmailDispatch.Status;

/// <summary>One recipient of the envelope and what became of it.</summary>
/// <param name="Address">The addr-spec.</param>
/// <param name="Kind">The field that named it.</param>
/// <param name="Status">Where it is on its way.</param>
public sealed record Recipient(string Address, RecipientKind Kind, EmailStatus Status)
{
    /// <summary>The display name; null when there is none.</summary>
    public string? Name { get; init; }

    /// <summary>What the server said of this recipient in particular, code and text; null where it said nothing but yes.</summary>
    public string? Reply { get; init; }

    /// <summary>What went wrong with it last, in one word such as <c>mailbox_full</c>; null where nothing did.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the attempt that was recorded last has proven its mailbox unknown or disabled, so that it goes on the do-not-send list; else null.</summary>
    public bool? Unreachable { get; init; }

    /// <summary>What the provider reported after it had accepted the recipient; null where it did not. <see cref="Status"/> stays what the provider answered.</summary>
    public DeliveryReport? Report { get; init; }

    /// <summary>Whether a further attempt has to send to it.</summary>
    public bool IsDue => !Status.IsTerminal();
}

/// <summary>The field of the request that named a recipient.</summary>
public enum RecipientKind
{
    /// <summary>Shown in To.</summary>
    To,

    /// <summary>Shown in Cc.</summary>
    Cc,

    /// <summary>In the envelope only.</summary>
    Bcc,
}
