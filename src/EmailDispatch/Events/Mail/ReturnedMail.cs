using System.Text;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>
/// Reads the emails that servers send about an email: delivery reports (RFC 3464), complaints (RFC 5965), and the plain text of servers that send
/// neither. The email is identified by the ids in the returned copy or in the address the message was sent to. Senders are untrusted, so only a
/// bounded part of each message is read.
/// </summary>
internal static class ReturnedMail
{
    /// <summary>The maximum number of events per message: an email has at most 50 recipients.</summary>
    public const int MaxEvents = 50;

    private const int MaxParts = 50;

    private static readonly ParserOptions Options = new() { MaxMimeDepth = 8, MaxAddressGroupDepth = 2 };

    /// <summary>The events of a message; none for other kinds, such as delay warnings or automatic replies.</summary>
    /// <exception cref="FormatException">The data is not an email message.</exception>
    public static async Task<IReadOnlyList<DeliveryEvent>> ReadAsync(ReadOnlyMemory<byte> raw, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(raw.ToArray(), writable: false);
        using var message = await MimeMessage.LoadAsync(Options, stream, cancellationToken);
        var parts = PartsOf(message.Body).Take(MaxParts).ToList();
        var content = new ReturnedContent(message, parts, Encoding.Latin1.GetString(raw.Span));
        if (content.FindReference() is not { } reference)
            return [];

        return [.. Find(message, parts, content).Take(MaxEvents).Select(one => new DeliveryEvent(one.Kind, one.At ?? TimeOf(message, now))
        {
            Reference = reference.ToString(),
            Recipient = one.Recipient is { Length: > 0 and <= 320 } address ? address : null,
            Reason = EventJson.Cut(one.Reason, DeliveryReport.MaxReasonLength),
        })];
    }

    private static IEnumerable<MailFinding> Find(MimeMessage message, List<MimeEntity> parts, ReturnedContent content)
    {
        if (FeedbackReport.Find(parts, content) is { } complaint)
            return complaint.Read();
        if (DeliveryStatus.Find(parts, content) is { } status)
            return status.Read(content);

        // The report may have been forwarded.
        var forwarded = parts.OfType<MessagePart>().Select(part => part.Message?.Body).OfType<Multipart>().SelectMany(PartsOf).Take(MaxParts).ToList();
        return DeliveryStatus.Find([.. forwarded.OfType<MessageDeliveryStatus>()], content) is { } nested ? nested.Read(content) : TextBounce.Read(message, parts, content);
    }

    // With a wrong clock, an old report must not outrank later ones.
    private static DateTimeOffset TimeOf(MimeMessage message, DateTimeOffset now) =>
        message.Date > DateTimeOffset.UnixEpoch && message.Date < now ? message.Date.ToUniversalTime() : now;

    private static IEnumerable<MimeEntity> PartsOf(MimeEntity? entity) => entity switch
    {
        null => [],

        // With a wrong boundary, all content is in the preamble.
        Multipart { Count: 0, Preamble: { } text } => [new TextPart("plain") { Text = text.Length > ReturnedContent.MaxTextLength ? text[..ReturnedContent.MaxTextLength] : text }],
        Multipart multipart => multipart.SelectMany(PartsOf),
        _ => [entity],
    };
}
