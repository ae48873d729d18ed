using System.Globalization;
using System.Text;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>Reads the arguments of MAIL and RCPT (RFC 5321 sections 4.1.1.2 and 4.1.1.3) with the parameters of the extensions on offer.</summary>
internal sealed class EnvelopeReader(SandboxServerOptions options, SmtpSessionState state)
{
    private const string MailSyntax = "MAIL FROM:<address> [parameters]";
    private const string RcptSyntax = "RCPT TO:<address> [parameters]";

    /// <summary>The fault of the command, or null, with the envelope that it opens.</summary>
    public SandboxReply? ReadMail(string argument, out SmtpTransaction? transaction)
    {
        transaction = null;
        if (!argument.StartsWith("FROM:", StringComparison.OrdinalIgnoreCase)
            || !SmtpPath.TrySplit(argument[5..], out var sender, out var rest)
            || SmtpParameters.Parse(rest) is not { } parameters)
            return SmtpReplies.Syntax(MailSyntax);
        if (sender.Length > 0 && !SmtpPath.IsMailbox(sender))
            return new SandboxReply(501, "5.1.7", "Bad sender address syntax");
        if (parameters.Select(parameter => Check(parameter.Key, parameter.Value)).FirstOrDefault(fault => fault is not null) is { } refused)
            return refused;

        var opened = new SmtpTransaction(sender, parameters);
        if (!Ascii.IsValid(sender) && !opened.IsUtf8)
            return NotAscii;
        transaction = opened;
        return null;
    }

    /// <summary>The fault of the command, or null, with the recipient as if it were accepted.</summary>
    public SandboxReply? ReadRcpt(string argument, out ReceivedRecipient? recipient)
    {
        recipient = null;
        if (!argument.StartsWith("TO:", StringComparison.OrdinalIgnoreCase)
            || !SmtpPath.TrySplit(argument[3..], out var address, out var rest)
            || SmtpParameters.Parse(rest) is not { } parameters)
            return SmtpReplies.Syntax(RcptSyntax);

        // RFC 5321 section 4.1.1.3: <postmaster> is the one address without a domain.
        if (!SmtpPath.IsMailbox(address) && !address.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return new SandboxReply(501, "5.1.3", "Bad recipient address syntax");
        if (!Ascii.IsValid(address) && state.Transaction is not { IsUtf8: true })
            return NotAscii;
        if (parameters.Count > 0)
            return SmtpReplies.UnknownParameter(parameters.Keys.First());
        if (state.Transaction!.Accepted.Count >= options.MaxRecipients)
            return new SandboxReply(452, "4.5.3", "Too many recipients");

        recipient = new ReceivedRecipient(address, parameters, new SandboxReply(250, "2.1.5", "Ok"));
        return null;
    }

    // RFC 6531 section 3.5.
    private static SandboxReply NotAscii => new(553, "5.6.7", "Internationalised address without SMTPUTF8");

    private SandboxReply? Check(string name, string? value) => name switch
    {
        "SIZE" when state.MayUse(SmtpExtensions.Size) =>
            !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? SmtpReplies.Syntax("SIZE=number")
            : size > options.MaxMessageBytes ? SmtpReplies.TooLarge
            : null,
        "BODY" when state.MayUse(SmtpExtensions.EightBitMime) =>
            value?.ToUpperInvariant() is "7BIT" or "8BITMIME" ? null : SmtpReplies.Syntax("BODY=7BIT or BODY=8BITMIME"),
        "SMTPUTF8" when state.MayUse(SmtpExtensions.SmtpUtf8) => value is null ? null : SmtpReplies.Syntax("SMTPUTF8 has no value"),
        "AUTH" when state.MayUse(SmtpExtensions.Auth) => value is not null ? null : SmtpReplies.Syntax("AUTH=<> or AUTH=address"),
        _ => SmtpReplies.UnknownParameter(name),
    };
}
