namespace EmailDispatch.Sandbox;

/// <summary>
/// One connection from greeting to end (RFC 5321 sections 3 and 4). For each command, order and syntax are checked first, then the scripts are asked,
/// then <see cref="FaultAddresses"/>. A command that none of them refuses is executed.
/// </summary>
internal sealed class SmtpSession(SandboxServer server, SmtpConnection connection, SmtpSessionLog log, SmtpSessionState state)
{
    private const int MaxCommandLine = 2_048;
    private const int MaxAuthLine = 12_288;
    private const int MaxErrors = 20;

    private readonly SessionCommands _session = new(server, connection, state);
    private readonly MailCommands _mail = new(server, connection, state);
    private int _errors;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TalkAsync(cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The client may be in any state, and 421 is the only reply that is always allowed (RFC 5321 section 3.8).
            if (server.Behaviour != SandboxBehaviour.Silent)
                await SendAsync("", e is TimeoutException ? SmtpReplies.TimedOut : SmtpReplies.ShuttingDown, CancellationToken.None);
        }
    }

    private async Task TalkAsync(CancellationToken cancellationToken)
    {
        if (server.Options.Security == SmtpSecurity.ImplicitTls && server.Behaviour != SandboxBehaviour.Silent)
            await connection.StartTlsAsync(server.KeyAndCertificate, cancellationToken);
        var greeting = await _session.GreetAsync(cancellationToken);
        if (greeting is null)
            await connection.DrainAsync(cancellationToken);
        else if (await SendAsync("", greeting, cancellationToken))
            await AnswerAllAsync(cancellationToken);
    }

    private async Task AnswerAllAsync(CancellationToken cancellationToken)
    {
        while (await connection.ReadLineAsync(MaxAuthLine, cancellationToken) is { } line)
        {
            var reply = await AnswerAsync(line, cancellationToken);
            _errors += reply.Code is >= 500 and <= 504 ? 1 : 0;
            if (!await SendAsync(line.Masked, _errors > MaxErrors ? SmtpReplies.TooManyErrors : reply, cancellationToken))
                return;
            if (line.Verb == "STARTTLS" && reply.Code == 220)
                await connection.StartTlsAsync(server.KeyAndCertificate, cancellationToken);
            if (line.Verb == "DATA" && reply.Code == 354 && !await SendAsync(".", await _mail.ReceiveAsync(cancellationToken), cancellationToken))
                return;
        }
    }

    private async ValueTask<SandboxReply> AnswerAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (line.Fault != LineFault.None)
            return line.Fault == LineFault.TooLong ? SmtpReplies.LineTooLong : SmtpReplies.BareLineFeed;
        if (line.Text.Length > MaxCommandLine && line.Verb != "AUTH")
            return SmtpReplies.LineTooLong;
        if (connection.HasMore && !state.MayUse(SmtpExtensions.Pipelining) && line.Verb is not ("STARTTLS" or "QUIT"))
            return SmtpReplies.Pipelined;
        return line.Verb switch
        {
            "EHLO" or "HELO" => await _session.HelloAsync(line, cancellationToken),
            "STARTTLS" => await _session.StartTlsAsync(line, cancellationToken),
            "AUTH" => await _session.AuthAsync(line, cancellationToken),
            "MAIL" => await _mail.MailAsync(line, cancellationToken),
            "RCPT" => await _mail.RcptAsync(line, cancellationToken),
            "DATA" => await _mail.DataAsync(line, cancellationToken),
            _ => await state.AskAsync(SandboxPhase.Other, cancellationToken, line.Text) ?? _session.Other(line),
        };
    }

    /// <summary>Returns false if this ended the session. The reply is sent at the next wait for the client (RFC 2920 section 3.2).</summary>
    private async ValueTask<bool> SendAsync(string command, SandboxReply reply, CancellationToken cancellationToken)
    {
        log.Add(command, reply);
        server.Changed();
        if (reply == SandboxReply.Drop)
            return false;
        connection.Write(reply.ToWire(withEnhancedCode: state.MayUse(SmtpExtensions.EnhancedStatusCodes)));
        if (!reply.EndsSession)
            return true;
        await connection.FlushAsync(cancellationToken);
        await connection.FinishAsync();
        return false;
    }
}
