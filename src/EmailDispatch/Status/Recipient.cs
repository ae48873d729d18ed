namespace EmailDispatch.Status;

/// <summary>One recipient of the envelope and its status.</summary>
/// <param name="Address">The addr-spec.</param>
/// <param name="Kind">The field that named it.</param>
/// <param name="Status">Its progress.</param>
public sealed record Recipient(string Address, RecipientKind Kind, EmailStatus Status)
{
    public string? Name { get; init; }

    /// <summary>The server's reply to this recipient, code and text; null if it accepted the recipient or did not reply.</summary>
    public string? Reply { get; init; }

    /// <summary>The last failure, such as <c>mailbox_full</c>; null if there was none.</summary>
    public string? Category { get; init; }

    /// <summary>Whether the last recorded attempt proved its mailbox unknown or disabled, so that it goes on the do-not-send list; else null.</summary>
    public bool? Unreachable { get; init; }

    /// <summary>The provider's report after it accepted the recipient; null if there is none. It does not change <see cref="Status"/>.</summary>
    public DeliveryReport? Report { get; init; }

    /// <summary>Whether a further attempt must send to it.</summary>
    public bool IsDue => !Status.IsTerminal();
}

/// <summary>The field of the request that named a recipient.</summary>
public enum RecipientKind
{
    To,

    Cc,

    /// <summary>In the envelope only.</summary>
    Bcc,
}
