using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Emails;

/// <summary>Limits of an email. Bound from <c>Emails</c>.</summary>
public sealed class EmailLimits
{
    /// <summary>The maximum number of recipients in to, cc and bcc together, as in hosted email APIs.</summary>
    public const int MaxRecipients = 50;

    public const int MaxReplyTo = 10;

    /// <summary>In characters.</summary>
    public const int MaxSubjectLength = 2_000;

    public const int MaxHeaders = 50;

    /// <summary>In characters.</summary>
    public const int MaxHeaderValueLength = 8_000;

    public const int MaxTags = 20;

    public const int MaxAttachments = 100;

    /// <summary>The maximum size of the composed message in bytes, with base64-encoded attachments. Default 25 MiB; up to 50 MiB.</summary>
    [Range(64 * 1024, 50 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>
    /// The maximum bytes of decompressed request bodies, and of files fetched for them, that one instance holds, at most 1/24 of its memory; above this, requests get 503. The first
    /// 64 KiB of a request are not counted, so ordinary emails continue. Default 128 MiB.
    /// </summary>
    [Range(80L * 1024 * 1024, 4L * 1024 * 1024 * 1024)]
    public long MaxRequestBytesInFlight { get; set; } = 128L * 1024 * 1024;

    /// <summary>The maximum size of a request body in bytes. JSON is at most 1.5 times as large as its message, unless it escapes plain letters.</summary>
    public int MaxRequestBytes => MaxMessageBytes + (MaxMessageBytes / 2);
}
