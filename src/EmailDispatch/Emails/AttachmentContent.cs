namespace EmailDispatch.Emails;

/// <summary>The content of an attachment as it came.</summary>
/// <param name="Bytes">The bytes; may be none.</param>
/// <param name="Type">The media type that came with them, in a data URI; else null.</param>
internal sealed record AttachmentContent(byte[] Bytes, string? Type = null);
