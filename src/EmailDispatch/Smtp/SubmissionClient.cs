using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// MailKit's client, made to go on when some recipients are refused, and to tell how far it got: what a failure means
/// depends on whether the final dot may have left.
/// </summary>
internal sealed class SubmissionClient(IProtocolLogger log) : SmtpClient(log)
{
    // Quoted-printable makes three characters of a byte; header fields and soft line breaks are within the rest.
    private const int MaxGrowth = 4;

    // RFC 5321 section 4.5.3.2.6: a server may take minutes over a message, and one that is not waited for gets it twice (RFC 1047). It asks
    // for ten of them; an attempt has five, with all that goes before.
    private const int FinalDotPatience = 4;
    private static readonly int MaxFinalDotTimeout = (int)TimeSpan.FromMinutes(4).TotalMilliseconds;

    private readonly Lock _ending = new();
    private Dictionary<string, SmtpReply> _refused = [];

    public SmtpPhase Phase { get; set; } = SmtpPhase.Connect;

    public IReadOnlyDictionary<string, SmtpReply> Refused => _refused;

    /// <summary>The last message was stopped by its limit before the final dot: the server has not got it.</summary>
    public bool WasStopped { get; private set; }

    /// <summary>Sends a message of <see cref="MessageComposer"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="sender">The reverse-path.</param>
    /// <param name="recipients">To whom.</param>
    /// <param name="limit">Until when; whatever is thrown then, <see cref="WasStopped"/> tells whether it was the limit.</param>
    /// <param name="cancellationToken">Ends the session also after the final dot.</param>
    /// <returns>The server's words with its 250.</returns>
    public async Task<string> SubmitAsync(
        MimeMessage message, MailboxAddress sender, IEnumerable<MailboxAddress> recipients, SendLimit limit, CancellationToken cancellationToken)
    {
        WasStopped = false;
        Phase = SmtpPhase.MailFrom;
        _refused = new Dictionary<string, SmtpReply>(StringComparer.OrdinalIgnoreCase);

        // RFC 6531 section 3.2: MailKit would send such an address all the same, and its recipient would be refused for want of the extension.
        if (!Capabilities.HasFlag(SmtpCapabilities.UTF8) && recipients.Concat(AuthorsAndReadersOf(message)).Any(IsBeyondAscii))
            throw new NotSupportedException("The SMTP server does not offer SMTPUTF8, which an address of this email needs.");

        var timeout = Timeout;
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var givingUp = limit.GiveUp.Register(() => TryStop(stopped));
        ContentsOf(message).Last().ReadToEnd = () =>
        {
            // It is read before as well, to choose its encoding and to measure it.
            if (Phase != SmtpPhase.Data)
                return;
            EnterFinalDot(limit, stopped.Token);
            Timeout = Math.Max(timeout, Math.Min(timeout * FinalDotPatience, MaxFinalDotTimeout));
        };
        try
        {
            return await SendAsync(FormatOptions.Default, message, sender, recipients, stopped.Token);
        }
        finally
        {
            Timeout = timeout;
        }
    }

    private void EnterFinalDot(SendLimit limit, CancellationToken stopped)
    {
        lock (_ending)
        {
            // A host that was frozen, or a server that took its time: the check is worth something only here, where the next thing sent is the dot.
            WasStopped |= !limit.MayFinish();
            if (WasStopped)
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
            WasStopped = true;
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
    /// The size to declare (RFC 1870), so that a server need not take what it then refuses. To find it costs as much as to send the message,
    /// so only what may come near the server's limit is measured.
    /// </summary>
    protected override Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken) =>
        ContentsOf(message).Sum(content => content.Length) * MaxGrowth < MaxSize || MaxSize == 0
            ? Task.FromResult(-1L)
            : base.GetSizeAsync(options, message, cancellationToken);

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Phase = SmtpPhase.RcptTo;

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Phase = SmtpPhase.Data;

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _refused[mailbox.Address] = new SmtpReply((int)response.StatusCode, response.Response.ReplaceLineEndings(" "));

    private static IEnumerable<MailboxAddress> AuthorsAndReadersOf(MimeMessage message) =>
        message.From.Concat(message.ReplyTo).Concat(message.To).Concat(message.Cc).OfType<MailboxAddress>();

    // Before the @: a domain has a form in ASCII.
    private static bool IsBeyondAscii(MailboxAddress mailbox) => !Ascii.IsValid(mailbox.Address.AsSpan(0, mailbox.Address.LastIndexOf('@')));

    private static IEnumerable<PartContent> ContentsOf(MimeMessage message) => message.BodyParts.OfType<MimePart>().Select(part => (PartContent)part.Content!.Stream!);
}
