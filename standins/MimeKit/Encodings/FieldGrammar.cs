namespace MimeKit.Encodings;

/// <summary>What kind of text a header field has, and so how it may be folded and encoded.</summary>
internal enum FieldGrammar
{
    Unstructured,
    Addresses,
    MessageId,
    MessageIds,
    ContentType,
    ContentDisposition,
    Parameters,
    MailingListCommands,
}
