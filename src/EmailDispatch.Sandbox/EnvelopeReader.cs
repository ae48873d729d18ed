using System.Globalization;
using System.Text;

namespace EmailDispatch.Sandbox;

/// <summary>Reads the arguments of MAIL and RCPT (RFC 5321 sections 4.1.1.2, 4.1.1.3 and 4.1.2).</summary>
internal sealed class EnvelopeReader(SandboxServerOptions options, SmtpSessionState state)
{
    // RFC 6531 section 3.5.
    private static readonly SandboxReply NotAscii = new(553, "5.6.7", "Internationalised address without SMTPUTF8");

    /// <summary>Returns the refusal, or null and the envelope that MAIL opens.</summary>
    public SandboxReply? ReadMail(string argument, out SmtpTransaction? transaction)
    {
        transaction = null;
        if (!TryRead(argument, "FROM:", out var sender, out var parameters))
            return SmtpReplies.Syntax("MAIL FROM:<address> [parameters]");
        if (sender.Length > 0 && !IsMailbox(sender))
            return new SandboxReply(501, "5.1.7", "Bad sender address syntax");
        if (parameters.Select(parameter => Check(parameter.Key, parameter.Value)).FirstOrDefault(fault => fault is not null) is { } refused)
            return refused;

        var opened = new SmtpTransaction(sender, parameters);
        if (!Ascii.IsValid(sender) && !opened.IsUtf8)
            return NotAscii;
        transaction = opened;
        return null;
    }

    /// <summary>Returns the refusal, or null and the recipient with a positive reply.</summary>
    public SandboxReply? ReadRcpt(string argument, SmtpTransaction transaction, out ReceivedRecipient? recipient)
    {
        recipient = null;
        if (!TryRead(argument, "TO:", out var address, out var parameters))
            return SmtpReplies.Syntax("RCPT TO:<address> [parameters]");

        // <postmaster> is the only address without a domain (RFC 5321 section 4.1.1.3).
        if (!IsMailbox(address) && !address.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
            return new SandboxReply(501, "5.1.3", "Bad recipient address syntax");
        if (!Ascii.IsValid(address) && !transaction.IsUtf8)
            return NotAscii;
        if (parameters.Count > 0)
            return SmtpReplies.UnknownParameter(parameters.Keys.First());
        if (transaction.Accepted.Count >= options.MaxRecipients)
            return new SandboxReply(452, "4.5.3", "Too many recipients");

        recipient = new ReceivedRecipient(address, parameters, new SandboxReply(250, "2.1.5", "Ok"));
        return null;
    }

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

    /// <summary>Splits <c>FROM:&lt;a@x.test&gt; SIZE=5</c>; false if the syntax is wrong or a parameter occurs twice.</summary>
    private static bool TryRead(string argument, string prefix, out string path, out Dictionary<string, string?> parameters)
    {
        (path, parameters) = ("", new(StringComparer.Ordinal));
        if (!argument.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) || !TrySplit(argument[prefix.Length..], out path, out var rest))
            return false;
        foreach (var part in rest.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, null);
            if (name.Length == 0 || value is "" || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                || !parameters.TryAdd(name.ToUpperInvariant(), value))
                return false;
        }

        return true;
    }

    private static bool TrySplit(string text, out string path, out string rest)
    {
        path = rest = "";
        if (!text.StartsWith('<'))
            return false;
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case '>' when !quoted:
                    path = WithoutRoute(text[1..i]);
                    rest = text[(i + 1)..];
                    return rest.Length == 0 || rest[0] == ' ';
            }
        }

        return false;
    }

    // A source route is accepted and ignored (RFC 5321 appendix C).
    private static string WithoutRoute(string path) =>
        path.StartsWith('@') && path.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 ? path[(colon + 1)..] : path;

    /// <summary>Whether the path has the form and length of a mailbox.</summary>
    private static bool IsMailbox(string path)
    {
        var at = path.LastIndexOf('@');
        if (at < 1 || at == path.Length - 1 || path.Any(c => char.IsControl(c) || c == '\uFFFD'))
            return false;
        var (local, domain) = (path[..at], path[(at + 1)..]);
        if (Encoding.UTF8.GetByteCount(local) > 64 || Encoding.UTF8.GetByteCount(domain) > 255 || domain.IndexOfAny([' ', '<', '>', '"', ',']) >= 0)
            return false;
        return local is ['"', .., '"'] || (!local.StartsWith('.') && !local.EndsWith('.') && !local.Contains("..", StringComparison.Ordinal)
            && local.IndexOfAny([' ', '"', '(', ')', ',', ':', ';', '<', '>', '@', '[', '\\', ']']) < 0);
    }
}
