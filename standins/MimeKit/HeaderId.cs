namespace MimeKit;

#pragma warning disable CA1708 // The names are the package's.
public enum HeaderId
{
    AcceptLanguage, AdHoc, AlternateRecipient, ApparentlyTo, Approved, ArcAuthenticationResults, ArcMessageSignature, ArcSeal,
    Archive, ArchivedAt, Article, AuthenticationResults, Autocrypt, AutocryptGossip, AutocryptSetupMessage, Autoforwarded,
    AutoSubmitted, Autosubmitted, Base, Bcc, Body, Bytes, Cc, Comments, ContentAlternative, ContentBase, ContentClass,
    ContentDescription, ContentDisposition, ContentDuration, ContentFeatures, ContentId, ContentIdentifier, ContentLanguage,
    ContentLength, ContentLocation, ContentMd5, ContentReturn, ContentTransferEncoding, ContentTranslationType, ContentType,
    Control, Conversion, ConversionWithLoss, Date, DateReceived, DeferredDelivery, DeliveryDate, DiscloseRecipients,
    DispositionNotificationOptions, DispositionNotificationTo, Distribution, DkimSignature, DomainKeySignature, Encoding,
    Encrypted, Expires, ExpiryDate, FollowupTo, From, GenerateDeliveryReport, Importance, InjectionDate, InjectionInfo, InReplyTo,
    Keywords, Language, LatestDeliveryTime, Lines, ListArchive, ListHelp, ListId, ListOwner, ListPost, ListSubscribe,
    ListUnsubscribe, ListUnsubscribePost, MessageId, MimeVersion, Newsgroups, NntpPostingHost, Organization, OriginalFrom,
    OriginalMessageId, OriginalRecipient, OriginalReturnAddress, OriginalSubject, Path, Precedence, PreventNonDeliveryReport,
    Priority, Received, ReceivedSPF, References, RelayVersion, ReplyBy, ReplyTo, RequireRecipientValidSince, ResentBcc, ResentCc,
    ResentDate, ResentFrom, ResentMessageId, ResentReplyTo, ResentSender, ResentTo, ReturnPath, ReturnReceiptTo, SeeAlso, Sender,
    Sensitivity, Solicitation, Status, Subject, Summary, Supersedes, TLSRequired, To, UserAgent, X400ContentIdentifier,
    X400ContentReturn, X400ContentType, X400MTSIdentifier, X400Originator, X400Received, X400Recipients, X400Trace, XMailer,
    XMSMailPriority, XPriority, XStatus, Unknown = -1,
}
