namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>
/// One connection from greeting to end (RFC 5321 sections 3 and 4). Each command is checked for its place and its
/// syntax first, then the scripts are asked, then <see cref="FaultAddresses"/>, and what nobody objects to is done.
/// </summary>
internal sealed class SmtpSession
{
    private const int MaxCommandLine = 2_048;
    private const int MaxAuthLine = 12_288;
    private const int MaxErrors = 20;

    private readonly SandboxServer server;
    private readonly SmtpConnection connection;
    private readonly SmtpSessionLog log;
    private readonly SmtpSessionState state;
    private readonly SessionCommands session;
    private readonly MailCommands mail;
    private int errors;

    public SmtpSession(SandboxServer server, SmtpConnection connection, SmtpSessionLog log)
    {
        (this.server, this.connection, this.log) = (server, connection, log);
        state = new SmtpSessionState(server, connection, log);
        session = new SessionCommands(server, connection, state);
        mail = new MailCommands(server, connection, state);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TalkAsync(cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The client may be in the middle of anything; the one word left is 421 (RFC 5321 section 3.8).
            if (server.Behaviour != SandboxBehaviour.Silent)
                await SendAsync("", e is TimeoutException ? SmtpReplies.TimedOut : SmtpReplies.ShuttingDown, CancellationToken.None);
        }
    }

    private async Task TalkAsync(CancellationToken cancellationToken)
    {
        if (server.Options.Security == SmtpSecurity.ImplicitTls && server.Behaviour != SandboxBehaviour.Silent)
            await connection.StartTlsAsync(server.KeyAndCertificate, cancellationToken);
        var greeting = await session.GreetAsync(cancellationToken);
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
            errors += reply.Code is >= 500 and <= 504 ? 1 : 0;
            if (!await SendAsync(line.Masked, errors > MaxErrors ? SmtpReplies.TooManyErrors : reply, cancellationToken))
                return;
            if (line.Verb == "STARTTLS" && reply.Code == 220)
                await connection.StartTlsAsync(server.KeyAndCertificate, cancellationToken);
            if (line.Verb == "DATA" && reply.Code == 354 && !await SendAsync(".", await mail.ReceiveAsync(cancellationToken), cancellationToken))
                return;
        }
    }

    private async ValueTask<SmtpReply> AnswerAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (line.Fault != LineFault.None)
            return line.Fault == LineFault.TooLong ? SmtpReplies.LineTooLong : SmtpReplies.BareLineFeed;
        if (line.Text.Length > MaxCommandLine && line.Verb != "AUTH")
            return SmtpReplies.LineTooLong;
        if (connection.HasMore && !state.MayUse(SmtpExtensions.Pipelining) && line.Verb is not ("STARTTLS" or "QUIT"))
            return SmtpReplies.Pipelined;
        return line.Verb switch
        {
            "EHLO" or "HELO" => await session.HelloAsync(line, cancellationToken),
            "STARTTLS" => await session.StartTlsAsync(line, cancellationToken),
            "AUTH" => await session.AuthAsync(line, cancellationToken),
            "MAIL" => await mail.MailAsync(line, cancellationToken),
            "RCPT" => await mail.RcptAsync(line, cancellationToken),
            "DATA" => await mail.DataAsync(line, cancellationToken),
            _ => await state.AskAsync(SmtpPhase.Other, cancellationToken, line.Text) ?? session.Other(line),
        };
    }

    /// <summary>False where this was the end. The reply goes out when the session next waits for the client (RFC 2920 section 3.2).</summary>
    private async ValueTask<bool> SendAsync(string command, SmtpReply reply, CancellationToken cancellationToken)
    {
        log.Add(command, reply);
        server.Changed();
        if (reply == SmtpReply.Drop)
            return false;
        connection.Write(reply.ToWire(withEnhancedCode: state.MayUse(SmtpExtensions.EnhancedStatusCodes)));
        if (!reply.EndsSession)
            return true;
        await connection.FlushAsync(cancellationToken);
        await connection.FinishAsync();
        return false;
    }
}
