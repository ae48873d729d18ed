namespace EmailDispatch.Replies;

/// <summary>What the words of a reply speak of: who, what, when. <see cref="Meanings"/> combines them.</summary>
internal enum Concept
{
    /// <summary>The sender's address or domain.</summary>
    Sender,

    /// <summary>An account: ours, except in reply to RCPT.</summary>
    Account,

    /// <summary>An account or the sending that is certainly ours.</summary>
    Ours,

    /// <summary>The recipient or their mailbox.</summary>
    Recipient,

    /// <summary>The recipient's mailbox.</summary>
    Mailbox,

    /// <summary>The recipient's address after a word that leads to it.</summary>
    Addressee,

    /// <summary>Recipients as a number of them.</summary>
    Recipients,

    /// <summary>Who is within an organisation, or outside.</summary>
    Insiders,

    /// <summary>For some and not for others.</summary>
    Only,

    /// <summary>Nobody was named to receive the message.</summary>
    NoRecipient,

    /// <summary>Mail as what comes in.</summary>
    Receiving,

    /// <summary>Where mail comes from, whoever that is.</summary>
    Source,

    /// <summary>The name of the sending host, as it says or as DNS has it.</summary>
    ClientName,

    /// <summary>The IP address of the sending host.</summary>
    ClientAddress,

    /// <summary>The sending host, also where only its IP address is written.</summary>
    Host,

    /// <summary>What a server looks addresses up in.</summary>
    Directory,

    /// <summary>User name, password or the need for them.</summary>
    Login,

    /// <summary>The password alone.</summary>
    Password,

    /// <summary>Has expired, or has to be changed.</summary>
    Renewal,

    /// <summary>The message.</summary>
    Message,

    /// <summary>The form of the message: its header, its MIME structure.</summary>
    Format,

    /// <summary>A line of the message.</summary>
    Line,

    /// <summary>A domain or host.</summary>
    Domain,

    /// <summary>There is none.</summary>
    Unknown,

    /// <summary>Probably none, in words that fit other causes as well: no proof to suppress on.</summary>
    Gone,

    /// <summary>Not allowed, not valid, not verified.</summary>
    Refused,

    /// <summary>A proof of ownership; who speaks of it misses it.</summary>
    Verification,

    /// <summary>Has to be done first.</summary>
    Needed,

    /// <summary>Was in use and is not.</summary>
    Suspended,

    /// <summary>Not well-formed, or no address of theirs.</summary>
    Invalid,

    /// <summary>Kept out, in the words of block lists and firewalls.</summary>
    Blocked,

    /// <summary>What we may and may not send.</summary>
    MaySend,

    /// <summary>TLS.</summary>
    Encryption,

    /// <summary>Parts of a message that scanners look at: attachments, macros, links.</summary>
    Harmful,

    /// <summary>Cannot be used, for whatever reason.</summary>
    Unavailable,

    /// <summary>Went wrong.</summary>
    Failed,

    /// <summary>No space.</summary>
    Full,

    /// <summary>A quota, of whatever.</summary>
    Quota,

    /// <summary>A message too large.</summary>
    Large,

    /// <summary>Taken for spam.</summary>
    Junk,

    /// <summary>A limit or its excess.</summary>
    Limit,

    /// <summary>More is sent for more money.</summary>
    Upgrade,

    /// <summary>The money on an account, which is never a recipient's.</summary>
    Credit,

    /// <summary>What a limit on an amount counts: emails a day.</summary>
    Volume,

    /// <summary>The time that a limit on an amount is for.</summary>
    Period,

    /// <summary>What a limit on speed counts: connections, a rate.</summary>
    Pace,

    /// <summary>Too fast, without a number.</summary>
    TooFast,

    /// <summary>Passing mail on.</summary>
    Relay,

    /// <summary>Not of this server, which would have to pass the mail on.</summary>
    Elsewhere,

    /// <summary>Attacks and excess, as servers see them from outside.</summary>
    Abuse,

    /// <summary>The server's own trouble.</summary>
    Trouble,

    /// <summary>On the provider's own do-not-send list.</summary>
    Suppressed,

    /// <summary>A block list, a reputation, greylisting: who is named is not to blame.</summary>
    OtherReason,

    /// <summary>On a block list, or of a bad reputation.</summary>
    Listed,

    /// <summary>Says that the recipient's side is meant.</summary>
    NotOfTheServer,

    /// <summary>Waiting helps.</summary>
    Later,

    /// <summary>A negation, of whatever.</summary>
    Not,

    /// <summary>What a server does for a domain: takes its mail.</summary>
    Served,

    /// <summary>What has to be done with a sender's domain before it can be used.</summary>
    Configured,

    /// <summary>A group or system that strangers are no members of.</summary>
    ClosedGroup,

    /// <summary>Passing a recipient's mail on to their other mailbox.</summary>
    Forwarding,

    /// <summary>An entry in DNS or in a table.</summary>
    Record,

    /// <summary>The server, as a whole.</summary>
    Server,

    /// <summary>Keeping a message that was received.</summary>
    Stored,

    /// <summary>Parts of the message within parts.</summary>
    Nested,

    /// <summary>How large something is.</summary>
    Size,

    /// <summary>Recipients who reported mail as spam.</summary>
    Complaint,

    /// <summary>The answer of another server, which was asked whether an address exists.</summary>
    Callout,

    /// <summary>A login that was left out.</summary>
    NoLogin,

    /// <summary>The subject of the message.</summary>
    Subject,

    /// <summary>An account or mode that is for trying only.</summary>
    Sandbox,

    /// <summary>What clients and servers say to each other, other than mail.</summary>
    Protocol,

    /// <summary>Two of a thing that have to be the same.</summary>
    Mismatch,
}
