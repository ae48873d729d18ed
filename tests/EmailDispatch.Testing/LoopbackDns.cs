using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EmailDispatch.Testing;

/// <summary>A DNS server on UDP and TCP of one loopback port. Like an authoritative server, it does not resolve aliases.</summary>
internal sealed class LoopbackDns : IAsyncDisposable
{
    private const int MaxUdpBytes = 1232;

    private readonly CancellationTokenSource _stop = new();
    private readonly UdpClient _udp;
    private readonly TcpListener _tcp;
    private readonly Task _running;

    public LoopbackDns(IEnumerable<DnsRecord> records)
    {
        Records = [.. records];
        _tcp = new TcpListener(IPAddress.Loopback, 0);
        _tcp.Start();
        _udp = new UdpClient((IPEndPoint)_tcp.LocalEndpoint);
        _running = Task.WhenAll(ServeUdpAsync(), ServeTcpAsync());
    }

    public ConcurrentBag<DnsRecord> Records { get; private set; }

    /// <summary>The questions received, in order.</summary>
    public ConcurrentQueue<(string Name, ushort Type)> Questions { get; } = new();

    /// <summary>If it returns a message, that is sent instead of the zone's answer; an empty one sends nothing over UDP.</summary>
    public Func<(ushort Id, string Name, ushort Type), byte[]?>? Hostile { get; set; }

    public string Address => _tcp.LocalEndpoint.ToString()!;

    public void Replace(params IEnumerable<DnsRecord> records) => Records = [.. records];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _udp.Dispose();
        _tcp.Stop();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private byte[] Answer(byte[] question, bool isUdp)
    {
        var (id, name, type) = DnsWire.ReadQuestion(question);
        Questions.Enqueue((name, type));
        if (Hostile?.Invoke((id, name, type)) is { } hostile)
            return isUdp && hostile.Length > MaxUdpBytes ? DnsWire.Answer(id, name, type, DnsWire.NoError, [], truncated: true) : hostile;

        var here = Records.Where(record => record.Name == name).ToList();
        var records = here.Where(record => record.Type == type || record.Type == DnsWire.Cname || type == DnsWire.Any).ToList();
        var doesExist = here.Count > 0 || Records.Any(record => record.Name.EndsWith($".{name}", StringComparison.Ordinal));
        var answer = DnsWire.Answer(id, name, type, doesExist ? DnsWire.NoError : DnsWire.NoSuchName, records, authorities: records.Count > 0 ? [] : [new DnsRecord("test", DnsWire.Soa, "300")]);
        return isUdp && answer.Length > MaxUdpBytes ? DnsWire.Answer(id, name, type, DnsWire.NoError, [], truncated: true) : answer;
    }

    private async Task ServeUdpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var question = await _udp.ReceiveAsync(_stop.Token);
            if (Answer(question.Buffer, isUdp: true) is { Length: > 0 } answer)
                await _udp.SendAsync(answer, question.RemoteEndPoint, _stop.Token);
        }
    }

    private async Task ServeTcpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _tcp.AcceptTcpClientAsync(_stop.Token);
            try
            {
                var stream = client.GetStream();
                var length = new byte[2];
                await stream.ReadExactlyAsync(length, _stop.Token);
                var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(question, _stop.Token);
                var answer = Answer(question, isUdp: false);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                await stream.WriteAsync((byte[])[.. length, .. answer], _stop.Token);
            }
            catch (IOException)
            {
                // The client has disconnected.
            }
        }
    }
}
