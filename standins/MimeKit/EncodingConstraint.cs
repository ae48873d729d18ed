namespace MimeKit;

public enum EncodingConstraint
{
    None,
    EightBit,
    SevenBit,
}
