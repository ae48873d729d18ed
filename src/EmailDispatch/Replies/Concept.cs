namespace EmailDispatch.Replies;

/// <summary>What a word in a reply refers to. <see cref="Meanings"/> combines them.</summary>
internal enum Concept
{
    /// <summary>The sender's address or domain.</summary>
    Sender,

    /// <summary>An account: ours, except in reply to RCPT.</summary>
    Account,

    /// <summary>Our account or our sending, without doubt.</summary>
    Ours,

    /// <summary>The recipient or their mailbox.</summary>
    Recipient,

    Mailbox,

    /// <summary>The recipient's address, after a preposition such as "to" or "for".</summary>
    Addressee,

    /// <summary>Several recipients, or their number.</summary>
    Recipients,

    /// <summary>People inside or outside an organisation.</summary>
    Insiders,

    /// <summary>A restriction to some.</summary>
    Only,

    /// <summary>The message has no recipient.</summary>
    NoRecipient,

    Receiving,

    /// <summary>The origin of mail, of any kind.</summary>
    Source,

    /// <summary>The name of the sending host, from HELO or DNS.</summary>
    ClientName,

    /// <summary>The IP address of the sending host.</summary>
    ClientAddress,

    /// <summary>The sending host, by name or IP address.</summary>
    Host,

    /// <summary>The database or directory in which a server looks up addresses.</summary>
    Directory,

    /// <summary>User name, password, or the need to log in.</summary>
    Login,

    Password,

    /// <summary>Expired, or must be changed.</summary>
    Renewal,

    Message,

    /// <summary>The format of the message: header, MIME structure.</summary>
    Format,

    Line,

    /// <summary>A domain or host.</summary>
    Domain,

    /// <summary>Does not exist.</summary>
    Unknown,

    /// <summary>Probably does not exist. The words fit other causes too, so they do not justify suppression.</summary>
    Gone,

    /// <summary>Rejected, not allowed, not valid or not verified.</summary>
    Refused,

    /// <summary>Proof of ownership. A reply that mentions it means that it is missing.</summary>
    Verification,

    /// <summary>Must be done first.</summary>
    Needed,

    /// <summary>Was in use and no longer is.</summary>
    Suspended,

    /// <summary>Malformed, or not an address of the server.</summary>
    Invalid,

    /// <summary>Blocked, in the words of block lists and firewalls.</summary>
    Blocked,

    /// <summary>Our permission to send.</summary>
    MaySend,

    Encryption,

    /// <summary>What scanners look at: attachments, macros, links.</summary>
    Harmful,

    Unavailable,

    Failed,

    Full,

    Quota,

    Large,

    Junk,

    /// <summary>A limit, or exceeding it.</summary>
    Limit,

    /// <summary>Paying more to send more.</summary>
    Upgrade,

    /// <summary>The balance of an account, never of a recipient's.</summary>
    Credit,

    /// <summary>What a limit on volume counts, such as emails per day.</summary>
    Volume,

    /// <summary>The period of a limit on volume.</summary>
    Period,

    /// <summary>What a limit on speed counts: connections, a rate.</summary>
    Pace,

    /// <summary>Too fast, without a number.</summary>
    TooFast,

    Relay,

    /// <summary>Not on this server, which would have to relay the mail.</summary>
    Elsewhere,

    /// <summary>Attacks and excess, as a server sees them from outside.</summary>
    Abuse,

    /// <summary>Trouble of the server itself.</summary>
    Trouble,

    /// <summary>On the provider's own do-not-send list.</summary>
    Suppressed,

    /// <summary>A block list, a reputation, greylisting: the party that is named is not to blame.</summary>
    OtherReason,

    /// <summary>On a block list, or has a bad reputation.</summary>
    Listed,

    /// <summary>Words that point to the recipient's side.</summary>
    NotOfTheServer,

    /// <summary>Retrying later helps.</summary>
    Later,

    Not,

    /// <summary>The server takes mail for a domain.</summary>
    Served,

    /// <summary>Set up, as a sender's domain must be before use.</summary>
    Configured,

    /// <summary>A group or system that is closed to outsiders.</summary>
    ClosedGroup,

    /// <summary>Forwarding a recipient's mail to another mailbox.</summary>
    Forwarding,

    /// <summary>An entry in DNS or in a table.</summary>
    Record,

    Server,

    /// <summary>Storing a received message.</summary>
    Stored,

    Nested,

    Size,

    /// <summary>Recipients reported mail as spam.</summary>
    Complaint,

    /// <summary>The answer of another server that was asked whether an address exists.</summary>
    Callout,

    NoLogin,

    Subject,

    /// <summary>An account or mode for testing only.</summary>
    Sandbox,

    /// <summary>The protocol between client and server, not mail.</summary>
    Protocol,

    /// <summary>Two values that must be the same.</summary>
    Mismatch,
}
