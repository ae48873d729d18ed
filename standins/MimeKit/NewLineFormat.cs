namespace MimeKit;

public enum NewLineFormat : byte
{
    Unix,
    Dos,
    Mixed,
}
