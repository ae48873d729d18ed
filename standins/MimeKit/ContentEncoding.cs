namespace MimeKit;

public enum ContentEncoding
{
    Default,
    SevenBit,
    EightBit,
    Binary,
    Base64,
    QuotedPrintable,
    UUEncode,
}
