namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>What is read of one message; the rest is available only as source. Anyone who reaches the sandbox can write anything.</summary>
internal static class MessageLimits
{
    public const int MaxParts = 500;

    public const int MaxDepth = 50;

    /// <summary>In bytes, for the header fields of all parts together.</summary>
    public const int MaxHeaderBytes = 256 * 1024;

    /// <summary>In decoded bytes, for the text and for the HTML.</summary>
    public const int MaxBodyBytes = 2 * 1024 * 1024;

    public const int MaxAddresses = 200;

    public const int MaxLinks = 500;

    /// <summary>In bytes, for the images of the message that its HTML shows.</summary>
    public const int MaxInlineImageBytes = 16 * 1024 * 1024;

    /// <summary>Shortens a text without cutting a character in two.</summary>
    public static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
