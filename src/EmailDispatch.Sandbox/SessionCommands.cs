namespace EmailDispatch.Sandbox;

/// <summary>The commands about the connection: greeting, EHLO, STARTTLS, AUTH and the rest.</summary>
internal sealed class SessionCommands(SandboxServer server, SmtpConnection connection, SmtpSessionState state)
{
    /// <summary>Returns null if the server is silent.</summary>
    public async ValueTask<SandboxReply?> GreetAsync(CancellationToken cancellationToken) =>
        await state.AskAsync(SandboxPhase.Connect, cancellationToken) ?? server.Behaviour switch
        {
            SandboxBehaviour.Silent => null,
            SandboxBehaviour.Refuse421 => SmtpReplies.Unavailable,
            _ => new SandboxReply(220, null, $"{SandboxServer.HostName} ESMTP sandbox"),
        };

    public async ValueTask<SandboxReply> HelloAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (line.Argument.Length == 0)
            return SmtpReplies.Syntax(line.Verb + " name");
        var scripted = await state.AskAsync(SandboxPhase.Ehlo, cancellationToken, line.Text);
        if (scripted is { IsPositive: false })
            return scripted;

        // A later EHLO abandons the message in progress (RFC 5321 section 4.1.4).
        state.Transaction = null;
        state.ClientName = line.Argument;
        state.IsExtended = line.Verb == "EHLO";
        IEnumerable<string> lines = state.IsExtended ? [SandboxServer.HostName, .. state.Offers()] : [SandboxServer.HostName];
        return scripted ?? new SandboxReply(250, null, string.Join('\n', lines));
    }

    public async ValueTask<SandboxReply> StartTlsAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (!state.OffersStartTls)
            return SmtpReplies.NotOffered;
        if (state.IsEncrypted)
            return new SandboxReply(503, "5.5.1", "Already encrypted");
        if (line.Argument.Length > 0)
            return SmtpReplies.Syntax("STARTTLS");

        // Commands sent in plain text before the handshake must not count as encrypted (RFC 3207 section 6).
        if (connection.HasMore)
            return new SandboxReply(503, "5.5.1", "Nothing may follow STARTTLS") { Closes = true };
        if (await state.AskAsync(SandboxPhase.StartTls, cancellationToken, line.Text) is { } scripted)
            return scripted;
        state.Forget();
        return new SandboxReply(220, null, "Ready to start TLS");
    }

    public async ValueTask<SandboxReply> AuthAsync(CommandLine line, CancellationToken cancellationToken)
    {
        if (!state.IsExtended)
            return SmtpReplies.EhloFirst;
        if (state.OffersStartTls && !state.IsEncrypted)
            return SmtpReplies.TlsFirst;
        if (!state.OffersAuth)
            return SmtpReplies.NotOffered;
        if (state.AuthUser is not null)
            return new SandboxReply(503, "5.5.1", "Already authenticated");
        if (state.Transaction is not null)
            return SmtpReplies.InTransaction;
        return await state.AskAsync(SandboxPhase.Auth, cancellationToken, line.Masked)
            ?? await new AuthExchange(server, connection, state).RunAsync(line.Argument, cancellationToken);
    }

    public SandboxReply Other(CommandLine line)
    {
        if (line is { Verb: "RSET", Argument: "" })
            state.Transaction = null;
        return line.Verb switch
        {
            "RSET" or "QUIT" when line.Argument.Length > 0 => SmtpReplies.Syntax(line.Verb),
            "RSET" or "NOOP" => SmtpReplies.Ok,
            "QUIT" => new SandboxReply(221, "2.0.0", "Bye") { Closes = true },
            "VRFY" when line.Argument.Length == 0 => SmtpReplies.Syntax("VRFY address"),
            "VRFY" => new SandboxReply(252, "2.1.5", "Cannot verify, but will take messages for it"),
            "EXPN" or "HELP" or "BDAT" => SmtpReplies.NotOffered,
            _ => SmtpReplies.Unknown,
        };
    }
}
