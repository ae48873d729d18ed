using MimeKit;

namespace MailKit.Net.Smtp;

/// <content>The mail transaction: MAIL, RCPT, DATA or BDAT.</content>
public partial class SmtpClient
{
    private static readonly FormatOptions DefaultFormat = CreateDefaultFormat();
    private static readonly byte[] FinalDot = ".\r\n"u8.ToArray();

    public Task<string> SendAsync(
        MimeMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(DefaultFormat, message, cancellationToken);

    public Task<string> SendAsync(
        MimeMessage message, MailboxAddress sender, IEnumerable<MailboxAddress> recipients,
        CancellationToken cancellationToken = default) =>
        SendAsync(DefaultFormat, message, sender, recipients, cancellationToken);

    public Task<string> SendAsync(
        FormatOptions options, MimeMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(message);

        var sender = message.Sender ?? message.From.Mailboxes.FirstOrDefault()
            ?? throw new InvalidOperationException("No sender has been specified.");

        return SendAsync(options, message, sender, message.GetRecipients(), cancellationToken);
    }

    /// <summary>The header fields to hide, such as Bcc, are the caller's to name in <paramref name="options"/>.</summary>
    public Task<string> SendAsync(
        FormatOptions options, MimeMessage message, MailboxAddress sender, IEnumerable<MailboxAddress> recipients,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(recipients);

        var unique = recipients.DistinctBy(recipient => recipient.Address, StringComparer.OrdinalIgnoreCase).ToList();

        if (unique.Count == 0)
            throw new InvalidOperationException("No recipients have been specified.");

        return TransactAsync(options, message, sender, unique, cancellationToken);
    }

    /// <summary>Asked before a message is sent to a server that offers SIZE; -1 where it is not to be told.</summary>
    protected virtual async Task<long> GetSizeAsync(FormatOptions options, MimeMessage message, CancellationToken cancellationToken)
    {
        await using var counted = new CountingStream();
        await message.WriteToAsync(options, counted, cancellationToken);

        return counted.Length;
    }

    private static FormatOptions CreateDefaultFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.HiddenHeaders.Add(HeaderId.Bcc);
        format.HiddenHeaders.Add(HeaderId.ResentBcc);
        format.HiddenHeaders.Add(HeaderId.ContentLength);
        format.NewLineFormat = NewLineFormat.Dos;

        return format;
    }

    private async Task<string> TransactAsync(
        FormatOptions options, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients,
        CancellationToken cancellationToken)
    {
        var smtp = RequireConnection("The SmtpClient is not connected.");
        var mail = MailTransaction.Prepare(options, message, sender, recipients, capabilities, RequireTLS);
        var size = mail.UsesBdat || mail.IsSizeAsked ? await GetSizeAsync(mail.Format, message, cancellationToken) : -1;

        try
        {
            if (await SendEnvelopeAsync(smtp, mail, size, cancellationToken) == 0)
            {
                OnNoRecipientsAccepted(message);
                throw new SmtpCommandException(
                    SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.TransactionFailed, "No recipients were accepted.");
            }

            if (mail.UsesBdat)
                await smtp.QueueCommandAsync($"BDAT {size} LAST\r\n", cancellationToken);
            else
                Expect(SmtpStatusCode.StartMailInput, await smtp.SendCommandAsync("DATA\r\n", cancellationToken));

            return await SendMessageAsync(smtp, mail, cancellationToken);
        }
        catch (Exception e) when (e is SmtpCommandException or ServiceNotAuthenticatedException)
        {
            await ResetAsync(cancellationToken);
            throw;
        }
        catch
        {
            Close(requested: false);
            throw;
        }
    }

    private async Task<int> SendEnvelopeAsync(
        SmtpConnection smtp, MailTransaction mail, long size, CancellationToken cancellationToken)
    {
        if (mail.Pipelined)
            return await PipelineEnvelopeAsync(smtp, mail, size, cancellationToken);

        Judge(mail, await smtp.SendCommandAsync(mail.MailFrom(size), cancellationToken));
        var accepted = 0;

        foreach (var recipient in mail.Recipients)
        {
            if (Judge(mail, recipient, await smtp.SendCommandAsync(mail.RcptTo(recipient), cancellationToken)))
                accepted++;
        }

        return accepted;
    }

    /// <summary>
    /// All commands in one go, then all replies (RFC 2920 section 3.1). The first fault counts, and a reply's fault
    /// before that of the connection: what a server said before it hung up explains why.
    /// </summary>
    private async Task<int> PipelineEnvelopeAsync(
        SmtpConnection smtp, MailTransaction mail, long size, CancellationToken cancellationToken)
    {
        await smtp.QueueCommandAsync(mail.MailFrom(size), cancellationToken);

        foreach (var recipient in mail.Recipients)
            await smtp.QueueCommandAsync(mail.RcptTo(recipient), cancellationToken);

        await smtp.FlushAsync(cancellationToken);
        var replies = new List<SmtpResponse>(mail.Recipients.Count + 1);
        Exception? broken = null;

        try
        {
            while (replies.Count <= mail.Recipients.Count)
                replies.Add(await smtp.ReadReplyAsync(cancellationToken));
        }
        catch (Exception e)
        {
            broken = e;
        }

        var accepted = 0;
        Exception? refused = null;

        for (var i = 0; i < replies.Count; i++)
        {
            try
            {
                if (i == 0)
                    Judge(mail, replies[i]);
                else if (Judge(mail, mail.Recipients[i - 1], replies[i]))
                    accepted++;
            }
            catch (Exception e)
            {
                refused ??= e;
            }
        }

        return (refused ?? broken) is { } fault ? throw fault : accepted;
    }

    private async Task<string> SendMessageAsync(
        SmtpConnection smtp, MailTransaction mail, CancellationToken cancellationToken)
    {
        await using (var data = new MessageDataStream(smtp, !mail.UsesBdat))
        {
            await mail.Message.WriteToAsync(mail.Format, data, cancellationToken);
            await data.CompleteAsync(cancellationToken);
        }

        if (!mail.UsesBdat)
            await smtp.WriteAsync(FinalDot, cancellationToken);

        await smtp.FlushAsync(cancellationToken);
        var reply = await smtp.ReadReplyAsync(cancellationToken);

        if (reply.StatusCode == SmtpStatusCode.AuthenticationRequired)
            throw new ServiceNotAuthenticatedException(reply.Response);

        if (reply.StatusCode != SmtpStatusCode.Ok)
            throw new SmtpCommandException(SmtpErrorCode.MessageNotAccepted, reply.StatusCode, reply.Response);

        MessageSent?.Invoke(this, new MessageSentEventArgs(mail.Message, reply.Response));

        return reply.Response;
    }

    /// <summary>Ends the transaction after a refusal; what goes wrong here must not hide that refusal.</summary>
    private async Task ResetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var reply = await SendCommandAsync("RSET\r\n", string.Empty, cancellationToken);

            if (reply.StatusCode != SmtpStatusCode.Ok)
                Close(requested: false);
        }
        catch (Exception)
        {
            // The connection is closed by now.
        }
    }
}
