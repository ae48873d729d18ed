using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

/// <summary>Goes on when recipients are refused, and writes down what it was told.</summary>
internal sealed class RecordingSmtpClient : SmtpClient, ITransferProgress
{
    public List<string> Told { get; } = [];

    public long Transferred { get; private set; }

    public long Total { get; private set; }

    public void Report(long bytesTransferred, long totalSize)
    {
        Assert.True(bytesTransferred >= Transferred);
        (Transferred, Total) = (bytesTransferred, totalSize);
    }

    public void Report(long bytesTransferred) => Assert.Fail("The size is always known.");

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Tell("sender", mailbox, response);

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Tell("accepted", mailbox, response);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        Tell("refused", mailbox, response);

    protected override void OnNoRecipientsAccepted(MimeMessage message) => Told.Add("none");

    private void Tell(string what, MailboxAddress mailbox, SmtpResponse response) =>
        Told.Add($"{what} {mailbox.Address} {(int)response.StatusCode} {response.Response}");
}
