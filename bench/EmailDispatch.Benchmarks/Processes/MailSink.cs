using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>
/// An SMTP server in its own process that accepts and discards every message: Postfix's <c>smtp-sink</c> if installed, otherwise our own
/// (<see cref="Mail.SmtpSink"/>). Both write the number of messages after each one. Ours offers SIZE (RFC 1870), like every submission service but
/// unlike <c>smtp-sink</c>; with SIZE a client renders each message twice, first to learn its size.
/// </summary>
internal sealed partial class MailSink : IAsyncDisposable
{
    // A failed email is retried after a minute.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private readonly ChildProcess _process;
    private readonly Lock _guard = new();
    private TaskCompletionSource _counted = NewSignal();
    private long _count;

    private MailSink(ChildProcess process, int port, string name) => (_process, Port, Name) = (process, port, name);

    public int Port { get; }

    /// <summary>Which sink it is, for the report.</summary>
    public string Name { get; }

    /// <summary>The number of messages answered with 250.</summary>
    public long Count
    {
        get
        {
            lock (_guard)
                return _count;
        }
    }

    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="withSize">Use our own sink, even if Postfix's is installed.</param>
    /// <param name="delay">The time our own sink takes to answer a message.</param>
    public static async Task<MailSink> StartAsync(CancellationToken cancellationToken, bool withSize = false, TimeSpan delay = default)
    {
        var program = withSize ? null : PostfixSink();
        var port = Ports.Free();
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        var process = program is null
            ? ChildProcess.StartRole(Roles.Sink, [port.ToString(CultureInfo.InvariantCulture), delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)])
            : ChildProcess.Start(program, ["-c", .. user, $"127.0.0.1:{port}", "256"]);
        var sink = new MailSink(process, port, program is null ? "own sink" : "smtp-sink");
        try
        {
            await Ports.ListensAsync(port, cancellationToken);
        }
        catch
        {
            await sink.DisposeAsync();
            throw;
        }

        _ = sink.ReadAsync();
        return sink;
    }

    /// <summary>Waits until the sink has this many messages in total.</summary>
    public async Task WaitForAsync(long count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task counted;
            lock (_guard)
            {
                if (_count >= count)
                    return;
                counted = _counted.Task;
            }

            try
            {
                await counted.WaitAsync(Patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"The sink has {Count} of {count} messages, and for {Patience.TotalSeconds} s no other has come.");
            }
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string? PostfixSink() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, "smtp-sink"))
            .FirstOrDefault(File.Exists);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReadAsync()
    {
        // "sess=0 quit=0 mesg=1", each followed by a carriage return without a line feed.
        var buffer = new char[4096];
        var rest = "";
        int read;
        while ((read = await _process.Output.ReadAsync(buffer)) > 0)
        {
            var text = rest + new string(buffer, 0, read);
            var end = text.LastIndexOf('\r') + 1;
            rest = text[end..];
            if (CountPattern().Matches(text[..end]) is not [.., { } last])
                continue;

            TaskCompletionSource counted;
            lock (_guard)
            {
                _count = long.Parse(last.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
                (counted, _counted) = (_counted, NewSignal());
            }

            counted.SetResult();
        }
    }

    [GeneratedRegex(@"mesg=(\d+)\r")]
    private static partial Regex CountPattern();
}
