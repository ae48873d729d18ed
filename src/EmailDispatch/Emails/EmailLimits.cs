using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Emails;

/// <summary>How large an email may be. Bound from the section <c>Emails</c>.</summary>
public sealed class EmailLimits
{
    /// <summary>Recipients of one email over to, cc and bcc; the figure hosted email APIs have in common.</summary>
    public const int MaxRecipients = 50;

    /// <summary>Addresses in reply_to.</summary>
    public const int MaxReplyTo = 10;

    /// <summary>Characters of a subject.</summary>
    public const int MaxSubjectLength = 2_000;

    /// <summary>Header fields of the caller's own.</summary>
    public const int MaxHeaders = 50;

    /// <summary>Characters of one header value.</summary>
    public const int MaxHeaderValueLength = 8_000;

    /// <summary>Labels of one email.</summary>
    public const int MaxTags = 20;

    /// <summary>Files of one email.</summary>
    public const int MaxAttachments = 100;

    /// <summary>Size of the composed message in bytes, attachments base64 encoded. Default 25 MiB; up to 50 MiB.</summary>
    [Range(64 * 1024, 50 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>
    /// Bytes of request bodies, decompressed, that one instance holds at once, at most 1/24 of its memory; what exceeds them is answered 503 with
    /// Retry-After. The first 64 KiB of each request are not counted, so that ordinary emails go on. Default 128 MiB.
    /// </summary>
    [Range(80L * 1024 * 1024, 4L * 1024 * 1024 * 1024)]
    public long MaxRequestBytesInFlight { get; set; } = 128L * 1024 * 1024;

    /// <summary>
    /// Size of a request body in bytes. JSON is at most half as large again as the message it becomes, unless it escapes plain letters.
    /// </summary>
    public int MaxRequestBytes => MaxMessageBytes + (MaxMessageBytes / 2);
}
