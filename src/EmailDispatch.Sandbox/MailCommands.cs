namespace EmailDispatch.Sandbox;

/// <summary>The commands that create a <see cref="ReceivedEmail"/>: MAIL, RCPT, DATA and the message.</summary>
internal sealed class MailCommands(SandboxServer server, SmtpConnection connection, SmtpSessionState state)
{
    // In octets without CRLF (RFC 5321 section 4.5.3.1.6).
    private const int MaxTextLine = 998;

    private readonly SandboxServerOptions _options = server.Options;
    private readonly EnvelopeReader _envelope = new(server.Options, state);

    public async ValueTask<SandboxReply> MailAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (state.ClientName is null)
            return SmtpReplies.EhloFirst;
        if (_options.RequireTls && !state.IsEncrypted)
            return SmtpReplies.TlsFirst;
        if (server.RequiresAuth && state.AuthUser is null)
            return SmtpReplies.AuthFirst;
        if (state.Transaction is not null)
            return SmtpReplies.InTransaction;
        if (_envelope.ReadMail(line.Argument, out var transaction) is { } fault)
            return fault;

        var reply = await state.AskAsync(SandboxPhase.Mail, cancellationToken, line.Text, transaction!.Sender)
            ?? FaultAddresses.ForSender(transaction.Sender)
            ?? new SandboxReply(250, "2.1.0", "Ok");
        if (reply.IsPositive)
            state.Transaction = transaction;
        return reply;
    }

    public async ValueTask<SandboxReply> RcptAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (state.Transaction is null)
            return SmtpReplies.MailFirst;
        if (_envelope.ReadRcpt(line.Argument, state.Transaction, out var recipient) is { } fault)
            return fault;

        var reply = await state.AskAsync(SandboxPhase.Rcpt, cancellationToken, line.Text, recipient: recipient!.Address)
            ?? server.Faults.ForRecipient(state.Transaction.Sender, recipient.Address)
            ?? recipient.Reply;
        state.Transaction.Add(recipient with { Reply = reply });
        return reply;
    }

    /// <summary>Returns 354 if the message may follow.</summary>
    public async ValueTask<SandboxReply> DataAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (state.Transaction is null)
            return SmtpReplies.MailFirst;
        if (state.Transaction.Accepted.Count == 0)
            return SmtpReplies.RcptFirst;
        if (line.Argument.Length > 0)
            return SmtpReplies.Syntax("DATA");
        return await state.AskAsync(SandboxPhase.Data, cancellationToken, line.Text)
            ?? new SandboxReply(354, null, "End data with <CR><LF>.<CR><LF>");
    }

    /// <summary>Reads the message and returns the reply to its final dot.</summary>
    public async ValueTask<SandboxReply> ReceiveAsync(CancellationToken cancellationToken)
    {
        var faults = FaultAddresses.ForMessage(state.Transaction!.Accepted);
        var data = await connection.ReadMessageAsync(_options.MaxMessageBytes, MayGoOnAsync, cancellationToken);
        var reply = data is null ? SandboxReply.Drop : await FinishAsync(data, faults, cancellationToken);
        state.Transaction = null;
        return reply;

        async ValueTask<bool> MayGoOnAsync() =>
            !faults.HasFlag(DataFault.DropInData) && await state.AskAsync(SandboxPhase.Body, cancellationToken) != SandboxReply.Drop;
    }

    private async ValueTask<SandboxReply> FinishAsync(MessageData data, DataFault faults, CancellationToken cancellationToken)
    {
        if (data.IsTooLarge)
            return SmtpReplies.TooLarge;
        if (data.LongestLine > MaxTextLine)
            return new SandboxReply(554, "5.6.0", $"A line of {data.LongestLine} octets; {MaxTextLine} are allowed");

        var reply = await state.AskAsync(SandboxPhase.Dot, cancellationToken, content: data.Content);
        if (reply is null && faults.HasFlag(DataFault.Slow))
            await Task.Delay(_options.Faults.SlowReply, _options.Time, cancellationToken);
        if (reply is null && faults.HasFlag(DataFault.Spam))
            reply = new SandboxReply(554, "5.7.1", "Message rejected as spam");
        if (reply is null && faults.HasFlag(DataFault.DropAfterDot))
            reply = SandboxReply.Drop;
        return reply is null or { IsPositive: true } || reply == SandboxReply.Drop ? server.Inbox.Add(number => Received(number, data, reply)).Reply : reply;
    }

    private ReceivedEmail Received(long number, MessageData data, SandboxReply? reply) => new()
    {
        Number = number,
        ReceivedAt = _options.Time.GetUtcNow(),
        Server = _options.Name,
        Session = state.Number,
        ClientName = state.ClientName!,
        Sender = state.Transaction!.Sender,
        Parameters = state.Transaction.Parameters,
        Recipients = state.Transaction.Recipients,
        Content = data.Content,
        Tls = connection.Tls,
        AuthMechanism = state.AuthMechanism,
        AuthUser = state.AuthUser,
        Reply = reply ?? new SandboxReply(250, "2.0.0", $"Ok: queued as {number}"),
    };
}
