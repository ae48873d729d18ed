using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// MailKit's client, made to go on when some recipients are refused, and to tell how far it got: what a failure means
/// depends on whether the final dot may have left.
/// </summary>
internal sealed class SubmissionClient(IProtocolLogger log) : SmtpClient(log), ITransferProgress
{
    private Dictionary<string, SmtpReply> _refused = [];

    public SmtpPhase Phase { get; set; } = SmtpPhase.Connect;

    public IReadOnlyDictionary<string, SmtpReply> Refused => _refused;

    /// <summary>Begins another message.</summary>
    public void Begin()
    {
        Phase = SmtpPhase.MailFrom;
        _refused = new Dictionary<string, SmtpReply>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Sends one command outside of a message and waits for the reply.</summary>
    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancellationToken)
    {
        var response = await SendCommandAsync(command, cancellationToken);
        return new SmtpReply((int)response.StatusCode, response.Response.ReplaceLineEndings(" "));
    }

    /// <summary>Reports come while the body is written; MailKit writes the final dot right after the last byte of it.</summary>
    public void Report(long bytesTransferred, long totalSize) =>
        Phase = bytesTransferred >= totalSize ? SmtpPhase.FinalDot : SmtpPhase.Data;

    public void Report(long bytesTransferred) => Phase = SmtpPhase.FinalDot;

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Phase = SmtpPhase.RcptTo;

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Phase = SmtpPhase.Data;

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _refused[mailbox.Address] = new SmtpReply((int)response.StatusCode, response.Response.ReplaceLineEndings(" "));
}
