using System.Text;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>
/// Reads the emails that servers send about an email: delivery reports (RFC 3464), complaints (RFC 5965), and the plain words of servers that
/// send neither. What they are about is found by the ids in the copy that they return, or in the address they were sent to.
/// Of each message a bounded part is read: the sender is a stranger.
/// </summary>
internal static class ReturnedMail
{
    /// <summary>The most events of one message: an email has 50 recipients.</summary>
    public const int MaxEvents = 50;

    private const int MaxParts = 50;

    private static readonly ParserOptions Options = new() { MaxMimeDepth = 8, MaxAddressGroupDepth = 2 };

    /// <summary>The events that a message tells of; none if it is of another kind, such as a warning of a delay or an automatic reply.</summary>
    /// <exception cref="FormatException">It is not a message.</exception>
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

        // Somebody forwarded the report.
        var forwarded = parts.OfType<MessagePart>().Select(part => part.Message?.Body).OfType<Multipart>().SelectMany(PartsOf).Take(MaxParts).ToList();
        return DeliveryStatus.Find([.. forwarded.OfType<MessageDeliveryStatus>()], content) is { } nested ? nested.Read(content) : TextBounce.Read(message, parts, content);
    }

    // A clock that is wrong must not make a report the last word.
    private static DateTimeOffset TimeOf(MimeMessage message, DateTimeOffset now) =>
        message.Date > DateTimeOffset.UnixEpoch && message.Date < now ? message.Date.ToUniversalTime() : now;

    private static IEnumerable<MimeEntity> PartsOf(MimeEntity? entity) => entity switch
    {
        null => [],

        // A wrong boundary leaves everything in front of the first part.
        Multipart { Count: 0, Preamble: { } text } => [new TextPart("plain") { Text = text.Length > ReturnedContent.MaxTextLength ? text[..ReturnedContent.MaxTextLength] : text }],
        Multipart multipart => multipart.SelectMany(PartsOf),
        _ => [entity],
    };
}
