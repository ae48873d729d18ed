using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace EmailDispatch.SmtpDoor;

/// <summary>What the library writes. Its replies have no enhanced status codes, its greeting tells its version, and it counts errors aloud.</summary>
internal sealed class ReplyWriter(DoorSession session, ClientSocket socket) : PipeWriter
{
    private const string Counted = " retry(ies) remaining.";

    private readonly ArrayBufferWriter<byte> _written = new();
    private bool _hasGreeted;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);

    public override void Advance(int bytes) => _written.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var lines = Encoding.ASCII.GetString(_written.WrittenSpan).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        _written.ResetWrittenCount();
        var replies = lines.Select(Rewrite).ToList();

        // What is refused for now is not the client's error.
        session.Errors += replies.Count(line => line[0] == '5');
        var reply = string.Concat(replies.Select(line => $"{line}\r\n"));
        if (reply.Length > 0 && !session.IsSilent)
            await socket.SendAsync(Encoding.ASCII.GetBytes(reply));
        return default;
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private string Rewrite(string line)
    {
        var code = line[..3];
        switch (code)
        {
            case "220" when !_hasGreeted:
                _hasGreeted = true;
                return $"220 {session.HostName} ESMTP";
            case "334":
                session.AwaitsAnswer = true;
                return line.TrimEnd() + (line.Length <= 5 ? " " : "");
            case "354":
                session.AwaitsMessage = true;
                return "354 End data with <CR><LF>.<CR><LF>";
            case "250" when line[3] == '-' || session.Verb is "EHLO" or "HELO":
                return line;
        }

        var text = line.Length > 4 ? line[4..] : "";
        if (text.EndsWith(Counted, StringComparison.Ordinal))
            text = text[..text[..^Counted.Length].LastIndexOf(", ", StringComparison.Ordinal)];
        if (text.Length > 5 && text[0] == code[0] && text[1] == '.')
            return $"{code} {text}";
        return (code, session.Verb) switch
        {
            ("220", _) => "220 2.0.0 Ready to start TLS",
            ("221", _) => "221 2.0.0 Bye",
            ("235", _) => "235 2.7.0 Authentication successful",
            ("250", "MAIL") => "250 2.1.0 Sender ok",
            ("250", "RCPT") => "250 2.1.5 Recipient ok",
            ("250", _) => "250 2.0.0 Ok",
            ("421", _) => $"421 4.3.2 {text}",

            // What the library says when something has failed; clients give up after 5xx.
            ("554", _) => "451 4.3.0 The message could not be taken; try again",
            ("530", _) => "530 5.7.0 Authentication required",
            ("535", _) => "535 5.7.8 Authentication failed",
            ("501", _) when text.StartsWith("expected ", StringComparison.Ordinal) => $"503 5.5.1 Bad sequence of commands; {text}",
            ("501", _) => "501 5.5.2 Syntax error",
            ("502" or "500", _) => "502 5.5.1 Command not implemented",
            _ => $"{code} {code[0]}.0.0 {text}",
        };
    }
}
