using System.Globalization;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// What the library reads. It gets one line at a time, after <see cref="CommandGate"/> has checked it, and of a message only its end: the library
/// would keep lines and messages of any length, and take a bare LF as it comes.
/// </summary>
internal sealed class CommandStream(DoorSession session, ClientSocket socket) : ReadSide
{
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RateInterval = TimeSpan.FromSeconds(5);

    private readonly CommandGate _gate = new(session);
    private ReadOnlyMemory<byte> _ready;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_ready.IsEmpty)
            _ready = session.IsClosing ? default : session.AwaitsMessage ? await ReadMessageAsync() : await ReadLineAsync();
        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    private async Task<ReadOnlyMemory<byte>> ReadLineAsync()
    {
        var started = session.Time.GetTimestamp();
        while (true)
        {
            var end = socket.Received.IndexOf((byte)'\n');
            if (end >= 0 ? end >= CommandGate.MaxLine : socket.Received.Length >= CommandGate.MaxLine)
                throw DoorReply.Goodbye("5.5.2", "The line is too long", 500);
            if (end >= 0)
            {
                var line = socket.Received[..(end + 1)].ToArray();
                socket.Use(end + 1);
                return _gate.Pass(line, hasMore: socket.Received.Length > 0);
            }

            var timeout = session.IsLoggedIn ? session.Options.CommandTimeout - session.Time.GetElapsedTime(started) : session.Options.LoginTimeout - session.Time.GetElapsedTime(session.StartedAt);
            try
            {
                if (!await socket.ReceiveAsync(timeout, session.Stopping))
                    return default;
            }
            catch (TimeoutException)
            {
                throw DoorReply.Goodbye("4.4.2", "Timeout while waiting for a command");
            }
            catch (OperationCanceledException)
            {
                throw DoorReply.Stopping;
            }
        }
    }

    // Faults are told by the reply to the message.
    private async Task<ReadOnlyMemory<byte>> ReadMessageAsync()
    {
        session.AwaitsMessage = false;
        var message = session.StartMessage();
        var started = session.Time.GetTimestamp();
        while (true)
        {
            socket.Use(message.Take(socket.Received));
            if (message.IsComplete || (message.EndsSession && message.Received > 2L * session.MaxMessageBytes))
                break;

            var elapsed = session.Time.GetElapsedTime(started);
            if (elapsed > session.Options.MessageTimeout || (elapsed > RateGrace && message.Received < elapsed.TotalSeconds * session.Options.MinBytesPerSecond))
            {
                message.Refuse(DoorReply.Of(421, "4.4.2", string.Create(CultureInfo.InvariantCulture, $"The message came too slowly: {message.Received} bytes in {elapsed.TotalSeconds:0} s")), endsSession: true);
                break;
            }

            try
            {
                var rest = session.Options.MessageTimeout - elapsed;
                if (!await socket.ReceiveAsync(rest < RateInterval ? rest : RateInterval, CancellationToken.None))
                {
                    session.IsClosing = session.IsSilent = true;
                    return default;
                }
            }
            catch (TimeoutException)
            {
                // The rate is checked again.
            }
        }

        session.IsClosing |= message.EndsSession;
        return "\r\n.\r\n"u8.ToArray();
    }
}
