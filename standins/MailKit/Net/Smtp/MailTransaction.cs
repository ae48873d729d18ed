using System.Globalization;
using System.Text;
using MimeKit;

namespace MailKit.Net.Smtp;

/// <summary>One message with its envelope, prepared for what the server offers.</summary>
internal sealed class MailTransaction
{
    private const int MaxLineLength = 998; // RFC 5322 section 2.1.1

    private readonly SmtpCapabilities offered;
    private readonly bool requireTls;
    private bool eightBit;
    private bool binary;
    private bool utf8;

    private MailTransaction(
        FormatOptions options, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients,
        SmtpCapabilities offered, bool requireTls)
    {
        Format = options.Clone();
        Message = message;
        Sender = sender;
        Recipients = recipients;
        this.offered = offered;
        this.requireTls = requireTls;
    }

    public FormatOptions Format { get; }

    public MimeMessage Message { get; }

    public MailboxAddress Sender { get; }

    public IReadOnlyList<MailboxAddress> Recipients { get; }

    public bool IsSizeAsked => Offers(SmtpCapabilities.Size);

    public bool Pipelined => Offers(SmtpCapabilities.Pipelining);

    /// <summary>Binary parts cannot pass through DATA (RFC 3030 section 3).</summary>
    public bool UsesBdat => binary;

    /// <summary>Encodes the message for the server's transport; the message itself is changed by that.</summary>
    public static MailTransaction Prepare(
        FormatOptions options, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients,
        SmtpCapabilities offered, bool requireTls)
    {
        var transaction = new MailTransaction(options, message, sender, recipients, offered, requireTls);
        transaction.ChooseFormat();
        transaction.EncodeParts();
        transaction.ChooseExtensions();

        return transaction;
    }

    public string MailFrom(long size)
    {
        var command = new StringBuilder("MAIL FROM:<").Append(Sender.GetAddress(!utf8)).Append('>');

        if (utf8)
            command.Append(" SMTPUTF8");

        if (IsSizeAsked && size != -1)
            command.Append(CultureInfo.InvariantCulture, $" SIZE={size}");

        if (binary)
            command.Append(" BODY=BINARYMIME");
        else if (eightBit)
            command.Append(" BODY=8BITMIME");

        // RFC 8689 section 5: the header field TLS-Required: No takes precedence.
        if (requireTls && Offers(SmtpCapabilities.RequireTLS) && !Message.Headers.Contains("TLS-Required"))
            command.Append(" REQUIRETLS");

        return command.Append("\r\n").ToString();
    }

    public string RcptTo(MailboxAddress recipient) =>
        $"RCPT TO:<{recipient.GetAddress(!Offers(SmtpCapabilities.UTF8))}>\r\n";

    private bool Offers(SmtpCapabilities capability) => (offered & capability) != 0;

    private void ChooseFormat()
    {
        Format.NewLineFormat = NewLineFormat.Dos;
        Format.EnsureNewLine = true;
        Format.International = Format.International && Offers(SmtpCapabilities.UTF8);

        if (Format.International && !Offers(SmtpCapabilities.EightBitMime))
            throw new NotSupportedException("The SMTP server does not support the 8BITMIME extension.");
    }

    private void EncodeParts()
    {
        // Encoding a signed message anew would break its signature.
        if (Message.Headers.Contains("DKIM-Signature") || Message.Headers.Contains("DomainKey-Signature")
            || Message.Headers.Contains("ARC-Seal"))
        {
            Format.International = false;
            return;
        }

        var constraint = Offers(SmtpCapabilities.BinaryMime) ? EncodingConstraint.None
            : Offers(SmtpCapabilities.EightBitMime) ? EncodingConstraint.EightBit
            : EncodingConstraint.SevenBit;

        Message.Prepare(constraint, MaxLineLength);
    }

    private void ChooseExtensions()
    {
        foreach (var encoding in Encodings(Message.Body))
        {
            eightBit |= encoding == ContentEncoding.EightBit && Offers(SmtpCapabilities.EightBitMime);
            binary |= encoding == ContentEncoding.Binary && Offers(SmtpCapabilities.BinaryMime);
        }

        utf8 = Offers(SmtpCapabilities.UTF8)
            && (Format.International || Sender.IsInternational || Recipients.Any(recipient => recipient.IsInternational));
    }

    private static IEnumerable<ContentEncoding> Encodings(MimeEntity? entity) => entity switch
    {
        Multipart parts => parts.SelectMany(Encodings),
        MimePart part => [part.ContentTransferEncoding],
        _ => [],
    };
}
