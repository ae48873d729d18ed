namespace EmailDispatch.Sandbox;

/// <summary>The state of a session, and the extensions offered in that state.</summary>
internal sealed class SmtpSessionState(SandboxServer server, SmtpConnection connection, SmtpSessionLog log)
{
    private readonly SandboxServerOptions _options = server.Options;

    public int Number => log.Number;

    /// <summary>Null before EHLO or HELO.</summary>
    public string? ClientName { get; set; }

    /// <summary>Whether the client sent EHLO rather than HELO.</summary>
    public bool IsExtended { get; set; }

    public bool IsEncrypted => connection.Tls is not null;

    public string? AuthMechanism { get; set; }

    public string? AuthUser { get; set; }

    public SmtpTransaction? Transaction { get; set; }

    public bool OffersStartTls => Has(SmtpExtensions.StartTls) && _options.Security == SmtpSecurity.StartTls;

    public bool OffersAuth => Has(SmtpExtensions.Auth) && _options.Mechanisms != AuthMechanisms.None && (!OffersStartTls || IsEncrypted);

    /// <summary>Whether an extension may be used; none may after HELO (RFC 5321 section 4.1.1.1).</summary>
    public bool MayUse(SmtpExtensions extension) => IsExtended && Has(extension);

    /// <summary>Returns the extension lines of the reply to EHLO.</summary>
    public IEnumerable<string> Offers()
    {
        if (Has(SmtpExtensions.Pipelining))
            yield return "PIPELINING";
        if (Has(SmtpExtensions.Size))
            yield return $"SIZE {_options.MaxMessageBytes}";
        if (Has(SmtpExtensions.EightBitMime))
            yield return "8BITMIME";
        if (Has(SmtpExtensions.SmtpUtf8))
            yield return "SMTPUTF8";
        if (Has(SmtpExtensions.EnhancedStatusCodes))
            yield return "ENHANCEDSTATUSCODES";
        if (OffersStartTls && !IsEncrypted)
            yield return "STARTTLS";
        if (OffersAuth)
            yield return "AUTH " + string.Join(' ', AuthExchange.Names.Where(known => _options.Mechanisms.HasFlag(known.Mechanism)).Select(known => known.Name));
    }

    /// <summary>Resets the session, as STARTTLS requires (RFC 3207 section 4.2).</summary>
    public void Forget()
    {
        ClientName = AuthMechanism = AuthUser = null;
        IsExtended = false;
        Transaction = null;
    }

    public ValueTask<SandboxReply?> AskAsync(
        SandboxPhase phase, CancellationToken cancellationToken,
        string command = "", string? sender = null, string? recipient = null, ReadOnlyMemory<byte> content = default) =>
        server.Scripts.AnswerAsync(new SmtpCommandContext
        {
            Phase = phase,
            Session = log.Number,
            Occurrence = server.Scripts.Count(phase),
            Command = command,
            Sender = sender ?? Transaction?.Sender,
            Recipient = recipient,
            Recipients = Transaction?.Accepted ?? [],
            Content = content,
            User = AuthUser,
            IsEncrypted = IsEncrypted,
        }, cancellationToken);

    private bool Has(SmtpExtensions extension) => _options.Extensions.HasFlag(extension);
}

/// <summary>The envelope of the current message, from MAIL to the final dot.</summary>
internal sealed class SmtpTransaction(string sender, IReadOnlyDictionary<string, string?> parameters)
{
    private readonly List<ReceivedRecipient> _recipients = [];

    public string Sender => sender;

    public IReadOnlyDictionary<string, string?> Parameters => parameters;

    public IReadOnlyList<ReceivedRecipient> Recipients => _recipients;

    public IReadOnlyList<string> Accepted { get; private set; } = [];

    public bool IsUtf8 => parameters.ContainsKey("SMTPUTF8");

    public void Add(ReceivedRecipient recipient)
    {
        _recipients.Add(recipient);
        if (recipient.IsAccepted)
            Accepted = [.. Accepted, recipient.Address];
    }
}
