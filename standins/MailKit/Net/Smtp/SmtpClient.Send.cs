using MimeKit;

namespace MailKit.Net.Smtp;

/// <content>The mail transaction: MAIL, RCPT, DATA or BDAT.</content>
public partial class SmtpClient
{
    private static readonly FormatOptions DefaultFormat = CreateDefaultFormat();
    private static readonly byte[] FinalDot = ".\r\n"u8.ToArray();

    public Task<string> SendAsync(
        MimeMessage message, CancellationToken cancellationToken = default, ITransferProgress? progress = null) =>
        SendAsync(DefaultFormat, message, cancellationToken, progress);

    public Task<string> SendAsync(
        MimeMessage message, MailboxAddress sender, IEnumerable<MailboxAddress> recipients,
        CancellationToken cancellationToken = default, ITransferProgress? progress = null) =>
        SendAsync(DefaultFormat, message, sender, recipients, cancellationToken, progress);

    public Task<string> SendAsync(
        FormatOptions options, MimeMessage message, CancellationToken cancellationToken = default,
        ITransferProgress? progress = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(message);

        var sender = message.Sender ?? message.From.Mailboxes.FirstOrDefault()
            ?? throw new InvalidOperationException("No sender has been specified.");

        return SendAsync(options, message, sender, message.GetRecipients(), cancellationToken, progress);
    }

    /// <summary>The header fields to hide, such as Bcc, are the caller's to name in <paramref name="options"/>.</summary>
    public Task<string> SendAsync(
        FormatOptions options, MimeMessage message, MailboxAddress sender, IEnumerable<MailboxAddress> recipients,
        CancellationToken cancellationToken = default, ITransferProgress? progress = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(sender);
        ArgumentNullException.ThrowIfNull(recipients);

        var unique = recipients.DistinctBy(recipient => recipient.Address, StringComparer.OrdinalIgnoreCase).ToList();

        if (unique.Count == 0)
            throw new InvalidOperationException("No recipients have been specified.");

        return TransactAsync(options, message, sender, unique, progress, cancellationToken);
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
        ITransferProgress? progress, CancellationToken cancellationToken)
    {
        var smtp = RequireConnection("The SmtpClient is not connected.");
        var mail = MailTransaction.Prepare(options, message, sender, recipients, capabilities, RequireTLS);
        using var measured = await MeasureAsync(mail, progress, cancellationToken);

        try
        {
            if (await SendEnvelopeAsync(smtp, mail, measured?.Length, cancellationToken) == 0)
            {
                OnNoRecipientsAccepted(message);
                throw new SmtpCommandException(
                    SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.TransactionFailed, "No recipients were accepted.");
            }

            if (mail.UsesBdat)
                await smtp.QueueCommandAsync($"BDAT {measured!.Length} LAST\r\n", cancellationToken);
            else
                Expect(SmtpStatusCode.StartMailInput, await smtp.SendCommandAsync("DATA\r\n", cancellationToken));

            return await SendMessageAsync(smtp, mail, measured, progress, cancellationToken);
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

    private async Task<MeasuredMessage?> MeasureAsync(
        MailTransaction mail, ITransferProgress? progress, CancellationToken cancellationToken)
    {
        if (!mail.UsesBdat && progress is null && (capabilities & SmtpCapabilities.Size) == 0)
            return null;

        var measured = new MeasuredMessage();

        try
        {
            await mail.Message.WriteToAsync(mail.Format, measured, cancellationToken);
            return measured;
        }
        catch
        {
            await measured.DisposeAsync();
            throw;
        }
    }

    private async Task<int> SendEnvelopeAsync(
        SmtpConnection smtp, MailTransaction mail, long? size, CancellationToken cancellationToken)
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
        SmtpConnection smtp, MailTransaction mail, long? size, CancellationToken cancellationToken)
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
        SmtpConnection smtp, MailTransaction mail, MeasuredMessage? measured, ITransferProgress? progress,
        CancellationToken cancellationToken)
    {
        await using (var data = new MessageDataStream(smtp, !mail.UsesBdat, measured?.Length ?? -1, progress))
        {
            if (measured?.Kept is { } bytes)
                await data.WriteBlocksAsync(bytes, cancellationToken);
            else
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
