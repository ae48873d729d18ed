using System.Net;
using System.Text;
using EmailDispatch.Simulation.World;
using EmailDispatch.Smtp;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Simulation.Mail;

/// <summary>One session of a simulated provider, below the real client.</summary>
internal sealed class SimulatedSession(SimulatedWorld world, Instance instance, string provider, IPEndPoint server) : ServerLink(null)
{
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(15);

    private readonly SimulatedWire _wire = new(world, instance);
    private readonly List<string> _recipients = [];
    private readonly StringBuilder _line = new();
    private readonly StringBuilder _content = new();
    private bool _isContent;
    private bool _isOver;
    private string _email = "";

    public override EndPoint? Local => new IPEndPoint(IPAddress.Loopback, 40000);

    public override EndPoint? Remote => server;

    public override bool HasWord => _wire.HasInput;

    public override Task BeginAsync(SmtpClient client, string host, int port, SecureSocketOptions options, CancellationToken cancellationToken)
    {
        _wire.Written = Receive;
        switch (world.FaultOf(provider, "", MailFault.Greeting421, MailFault.GreetingSilent))
        {
            case MailFault.Greeting421:
                Say("421 4.3.2 busy", closes: true);
                break;
            case MailFault.GreetingSilent:
                break;
            default:
                Say("220 sim ESMTP");
                break;
        }

        return client.ConnectAsync(_wire, host, port, options, cancellationToken);
    }

    public override void LimitReplies(TimeSpan timeout) => _wire.ReadTimeout = (int)timeout.TotalMilliseconds;

    public override void Dispose()
    {
        _wire.Dispose();
        base.Dispose();
    }

    private void Receive(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (_isOver)
                return;
            _line.Append((char)b);
            if (b != '\n')
                continue;
            var line = _line.ToString().TrimEnd('\r', '\n');
            _line.Clear();
            if (_isContent)
                ReceiveContent(line);
            else
                ReceiveCommand(line);
        }
    }

    private void ReceiveCommand(string line)
    {
        var verb = line.Length < 4 ? line : line[..4].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                Say("250-sim\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-AUTH PLAIN\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES");
                break;
            case "AUTH":
                Say("235 2.7.0 ok");
                break;
            case "MAIL":
                _recipients.Clear();
                ReceiveMail();
                break;
            case "RCPT":
                ReceiveRecipient(line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)]);
                break;
            case "DATA":
                switch (_recipients.Count == 0 ? MailFault.None : world.FaultOf(provider, _email, MailFault.Data451, MailFault.DataDrop))
                {
                    case MailFault.Data451:
                        Say("451 4.3.0 try later");
                        break;
                    case MailFault.DataDrop:
                        Drop();
                        break;
                    default:
                        _isContent = _recipients.Count > 0;
                        Say(_isContent ? "354 go on" : "503 5.5.1 no recipients");
                        break;
                }

                break;
            case "QUIT":
                Say("221 bye", closes: true);
                break;
            default:
                Say("250 2.0.0 ok");
                break;
        }
    }

    private void ReceiveMail()
    {
        _email = "";
        switch (world.FaultOf(provider, "", MailFault.Mail451, MailFault.MailDrop, MailFault.MailUnverified))
        {
            case MailFault.Mail451:
                Say("451 4.3.0 try later");
                break;
            case MailFault.MailDrop:
                Drop();
                break;
            case MailFault.MailUnverified:
                Say("550 5.7.1 the sender domain is not verified");
                break;
            default:
                Say("250 2.1.0 ok");
                break;
        }
    }

    private void ReceiveRecipient(string address)
    {
        world.Note($"{instance.Name} {provider} RCPT {address}");
        world.CheckOpen(provider, address);
        world.History.Recipients.Add((address, world.Scheduler.Now));
        if (address.StartsWith("bounce", StringComparison.Ordinal))
        {
            Say("550 5.1.1 user unknown");
            return;
        }

        switch (world.FaultOf(provider, address, MailFault.Rcpt450, MailFault.Rcpt421, MailFault.RcptSilent))
        {
            case MailFault.Rcpt450:
                Say("450 4.7.1 greylisted, try again in 2 minutes");
                break;
            case MailFault.Rcpt421:
                Say("421 4.3.2 too busy", closes: true);
                break;
            case MailFault.RcptSilent:
                _isOver = true;
                break;
            default:
                _recipients.Add(address);
                Say("250 2.1.5 ok");
                break;
        }
    }

    private void ReceiveContent(string line)
    {
        if (line != ".")
        {
            _content.Append(line).Append('\n');
            return;
        }

        _isContent = false;
        var text = _content.ToString();
        _content.Clear();
        _email = MessageIdOf(text);
        var fault = world.FaultOf(
            provider, _email, MailFault.DotDropBefore, MailFault.Dot451, MailFault.Dot554, MailFault.DotLost, MailFault.DotLate, MailFault.DotCrash, MailFault.DotCrashAfter, MailFault.CloseAfter, MailFault.DotSlow);
        world.Note($"{instance.Name} {provider} final dot of {_email} to {string.Join(' ', _recipients)}: {fault}");
        if (world.Mutant.ReplyToDot(fault) is { } other)
        {
            if (fault is MailFault.None or MailFault.DotLost)
                world.History.Copies.Add(new Copy(_email, provider, [.. _recipients], instance.Name, world.Scheduler.Now) { AnsweredAt = fault == MailFault.None ? world.Scheduler.Now : null });
            Say(other);
            return;
        }

        switch (fault)
        {
            case MailFault.DotDropBefore:
                Drop();
                return;
            case MailFault.Dot451:
                Say("451 4.3.0 local error, try later");
                return;
            case MailFault.Dot554:
                Say("554 5.7.1 looks like spam");
                return;
        }

        var copy = new Copy(_email, provider, [.. _recipients], instance.Name, world.Scheduler.Now);
        world.History.Copies.AddRange(Enumerable.Repeat(copy, world.Mutant.Copies));
        world.Reporters?.Took(copy, FieldOf(text, "X-PM-Metadata-email-dispatch: "));
        if (world.Mutant.AlsoSentBy(_email, provider) is { } also)
            world.History.Copies.Add(copy with { Provider = also });
        switch (fault)
        {
            case MailFault.DotLost:
                Drop();
                break;
            case MailFault.DotLate:
                _isOver = true;
                break;
            case MailFault.DotCrash:
                instance.Crash();
                break;
            default:
                var pause = fault == MailFault.DotSlow ? TimeSpan.FromSeconds(world.Scheduler.Random.Next(1, 40)) : TimeSpan.Zero;
                Say("250 2.0.0 accepted", pause, closes: fault == MailFault.CloseAfter, said: () =>
                {
                    copy.AnsweredAt = instance.IsAlive ? world.Scheduler.Now : null;
                    if (fault == MailFault.DotCrashAfter)
                        instance.Crash();
                });
                break;
        }
    }

    private static string MessageIdOf(string text) => FieldOf(text, "Message-Id: <").Split('@')[0];

    private static string FieldOf(string text, string name)
    {
        var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : text[(at + name.Length)..text.IndexOf('\n', at)].TrimEnd('\r');
    }

    private void Say(string reply, TimeSpan pause = default, bool closes = false, Action? said = null)
    {
        _isOver |= closes;
        var latency = pause + world.Scheduler.Around(Latency);
        if (world.FaultOf(provider, _email, MailFault.Slow) == MailFault.Slow)
            latency += TimeSpan.FromSeconds(world.Scheduler.Random.Next(1, 18));
        _wire.Arrive(Encoding.ASCII.GetBytes(reply + "\r\n"), latency, said);
        if (closes)
            _wire.End();
    }

    private void Drop()
    {
        _isOver = true;
        _wire.End();
    }
}
