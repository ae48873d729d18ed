using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// A MailKit client that continues if some recipients are rejected and tracks the phase of the session: the meaning of a failure depends on whether
/// the final dot may have been sent.
/// </summary>
internal sealed class SubmissionClient(IProtocolLogger log) : SmtpClient(log)
{
    // Quoted-printable writes three characters per byte; the rest is for header fields and soft line breaks.
    private const int MaxGrowth = 4;

    // RFC 5321 section 4.5.3.2.6: a server may take ten minutes for a message, and a client that does not wait sends it twice (RFC 1047). An attempt
    // has five minutes in total.
    private const int FinalDotPatience = 4;
    private static readonly int MaxFinalDotTimeout = (int)TimeSpan.FromMinutes(4).TotalMilliseconds;

    private readonly Lock _ending = new();
    private Dictionary<string, SmtpReply> _refused = [];
    private bool _wasStopped;

    public SmtpPhase Phase { get; set; } = SmtpPhase.Connect;

    /// <summary>Called when the server has accepted MAIL.</summary>
    public Action? SenderAccepted { get; set; }

    /// <summary>Whether another message can be sent after the last one.</summary>
    public bool IsSound { get; private set; }

    /// <summary>Whether the server had closed the connection or logged it out before the last message.</summary>
    public bool WasOver { get; private set; }

    /// <summary>Sends a message of <see cref="MessageComposer"/>. The token ends the session even after the final dot.</summary>
    /// <exception cref="OperationCanceledException">The limit's or the method's token was canceled.</exception>
    public async Task<SendResult> SubmitAsync(
        MimeMessage message, MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients, SendLimit limit, CancellationToken cancellationToken)
    {
        (_wasStopped, IsSound, WasOver) = (false, false, false);
        Phase = SmtpPhase.MailFrom;
        _refused = new Dictionary<string, SmtpReply>(StringComparer.OrdinalIgnoreCase);
        try
        {
            var text = await SendAsync(message, sender, recipients, limit, cancellationToken);
            IsSound = true;
            return new SendResult(SmtpPhase.FinalDot, new SmtpReply(250, text.ReplaceLineEndings(" ")), _refused, Accepted: true);
        }
        catch (Exception) when (_wasStopped)
        {
            limit.GiveUp.ThrowIfCancellationRequested();
            return SendResult.Stopped;
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, cancellationToken) is { } reply)
        {
            return ToResult(fault, reply, recipients.Count);
        }
#pragma warning disable CA1031 // The result carries it.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            var broken = SendResult.Broken(Phase, fault);
            return Phase == SmtpPhase.MailFrom ? broken : broken with { Refused = _refused };
        }
    }

    private SendResult ToResult(Exception fault, SmtpReply reply, int recipients)
    {
        var refused = fault as SmtpCommandException;

        // RFC 5321 section 4.3.2: the first digit decides, but MailKit accepts only 250.
        if (Phase == SmtpPhase.FinalDot && reply.Code is >= 200 and < 300)
        {
            IsSound = true;
            return new SendResult(Phase, reply, _refused, Accepted: true);
        }

        // RFC 5321 section 3.8: after 421 the channel is closed.
        IsSound = fault is SmtpCommandException or NotSupportedException && reply.Code != 421;
        if (refused?.ErrorCode == SmtpErrorCode.SenderNotAccepted || Phase == SmtpPhase.MailFrom)
        {
            // RFC 2920 section 3.1: RCPT was sent together with MAIL, and is rejected only because MAIL was.
            WasOver = reply.Code is 421 or 530 || SessionFaults.IsClosed(fault);
            return SendResult.Failed(SmtpPhase.MailFrom, reply);
        }

        // If every recipient is rejected, MailKit ends the session with its own exception.
        var isEveryoneRefused = _refused.Count == recipients;
        if (refused?.ErrorCode == SmtpErrorCode.RecipientNotAccepted || (refused is not null && isEveryoneRefused))
            Phase = SmtpPhase.RcptTo;
        return new SendResult(Phase, Phase == SmtpPhase.RcptTo && isEveryoneRefused ? _refused.Values.First() : reply, _refused, Accepted: false);
    }

    private async Task<string> SendAsync(
        MimeMessage message, MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients, SendLimit limit, CancellationToken cancellationToken)
    {
        // RFC 6531 section 3.2: MailKit would send such an address anyway, and the recipient would be rejected because of the missing extension.
        if (!Capabilities.HasFlag(SmtpCapabilities.UTF8) && recipients.Append(sender).Concat(AuthorsAndReadersOf(message)).Any(IsBeyondAscii))
            throw new NotOfferedException(FaultKind.SmtpUtf8NotOffered, "The SMTP server does not offer SMTPUTF8, which an address of this email needs.");

        var format = FormatOptions.Default;
        if (message.Body is RawBody raw)
        {
            if (FindMissing(raw) is { } missing)
                throw missing;
            if (raw.HasUtf8Header)
                (format = format.Clone()).International = true;
        }

        var timeout = Timeout;
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var givingUp = limit.GiveUp.Register(() => TryStop(stopped));
        OnWritten(message, () =>
        {
            // The content is also read earlier, to choose its encoding and to measure it.
            if (Phase != SmtpPhase.Data)
                return;
            EnterFinalDot(limit, stopped.Token);
            Timeout = Math.Max(timeout, Math.Min(timeout * FinalDotPatience, MaxFinalDotTimeout));
        });
        try
        {
            return await SendAsync(format, message, sender, recipients, stopped.Token);
        }
        finally
        {
            Timeout = timeout;
        }
    }

    /// <summary>What a message that is sent as it is needs and the server does not offer.</summary>
    public NotOfferedException? FindMissing(RawBody raw)
    {
        // RFC 6531 section 3.1: SMTPUTF8 comes with 8BITMIME.
        if (raw.HasUtf8Header && !Capabilities.HasFlag(SmtpCapabilities.UTF8 | SmtpCapabilities.EightBitMime))
            return new NotOfferedException(FaultKind.SmtpUtf8NotOffered, "The SMTP server does not offer SMTPUTF8, which the header of this email needs.");
        return raw.Is8Bit && !Capabilities.HasFlag(SmtpCapabilities.EightBitMime)
            ? new NotOfferedException(FaultKind.EightBitMimeNotOffered, "The SMTP server does not offer 8BITMIME, which the content of this email needs.")
            : null;
    }

    private static void OnWritten(MimeMessage message, Action action)
    {
        if (message.Body is RawBody raw)
            raw.Written = action;
        else
            ContentsOf(message).Last().ReadToEnd = action;
    }

    private void EnterFinalDot(SendLimit limit, CancellationToken stopped)
    {
        lock (_ending)
        {
            // The host may have been frozen, or the server slow. The check must be here: the next thing sent is the dot.
            _wasStopped |= !limit.MayFinish();
            if (_wasStopped)
                throw new OperationCanceledException("The message was stopped before the final dot.", stopped);
            Phase = SmtpPhase.FinalDot;
        }
    }

    private void TryStop(CancellationTokenSource stopped)
    {
        lock (_ending)
        {
            if (Phase == SmtpPhase.FinalDot)
                return;
            _wasStopped = true;
        }

        stopped.Cancel();
    }

    /// <summary>Sends one command outside of a message and waits for the reply.</summary>
    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        var response = await SendCommandAsync(command, cancellationToken);
        return new SmtpReply((int)response.StatusCode, response.Response.ReplaceLineEndings(" "));
    }

    /// <summary>
    /// The size to declare (RFC 1870), so a server can reject a message before it is sent. Measuring costs as much as sending, so only messages that
    /// may come near the server's limit are measured.
    /// </summary>
    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) =>
        (message.Body is RawBody raw ? raw.Length : ContentsOf(message).Sum(content => content.Length)) * MaxGrowth < MaxSize || MaxSize == 0
            ? Task.FromResult(-1L)
            : base.GetSizeAsync(options, message, cancellationToken);

    /// <inheritdoc />
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        if (message.Body is not RawBody)
            base.Prepare(options, message, constraint, maxLineLength);
    }

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        Phase = SmtpPhase.RcptTo;
        SenderAccepted?.Invoke();
    }

    // With pipelining, a server may accept RCPT after it rejected MAIL.
    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Phase = Phase == SmtpPhase.MailFrom ? SmtpPhase.MailFrom : SmtpPhase.Data;

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _refused[mailbox.Address] = new SmtpReply((int)response.StatusCode, response.Response.ReplaceLineEndings(" "));

    private static IEnumerable<MailboxAddress> AuthorsAndReadersOf(MimeMessage message) =>
        message.Body is RawBody ? [] : message.From.Concat(message.ReplyTo).Concat(message.To).Concat(message.Cc).OfType<MailboxAddress>();

    // Checks only the part before the @: a domain has an ASCII form.
    private static bool IsBeyondAscii(MailboxAddress mailbox) => !Ascii.IsValid(mailbox.Address.AsSpan(0, mailbox.Address.LastIndexOf('@')));

    private static IEnumerable<PartContent> ContentsOf(MimeMessage message) => message.BodyParts.OfType<MimePart>().Select(part => (PartContent)part.Content!.Stream!);
}
