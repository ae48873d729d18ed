using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;
using MailKit;

namespace EmailDispatch.ConnectionTesting;

/// <summary>Measures the stages of a connection test, and records the server's replies and certificate.</summary>
internal sealed class ConnectionTestRecorder(ProviderOptions provider, TimeProvider time) : ISessionObserver
{
    private readonly Dictionary<ConnectionStage, (TimeSpan Spent, string Detail)> _entered = [];
    private readonly StringBuilder _line = new();
    private readonly List<string> _lines = [];
    private readonly HashSet<ConnectionStage> _skipped = [];
    private long _since;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public ConnectionStage Current { get; private set; }

    /// <summary>The last reply in full; empty if there was none.</summary>
    public string LastReply { get; private set; } = "";

    public string Greeting { get; private set; } = "";

    public CertificateReport? Certificate { get; private set; }

    public void Enter(SmtpPhase phase)
    {
        switch (phase)
        {
            case SmtpPhase.Dns: Enter(ConnectionStage.Dns); break;
            case SmtpPhase.Connect: Enter(ConnectionStage.Connect); break;
            case SmtpPhase.Greeting when provider.Security == ProviderSecurity.SslOnConnect: Enter(ConnectionStage.Tls); break;
        }
    }

    /// <summary>Enters a stage. A stage can be entered several times; its times are added up.</summary>
    public void Enter(ConnectionStage stage)
    {
        Leave();
        Current = stage;
        _entered.TryAdd(stage, (TimeSpan.Zero, ""));
    }

    public void Describe(ConnectionStage stage, string detail) =>
        _entered[stage] = (_entered.GetValueOrDefault(stage).Spent, detail);

    public void CertificateChecked(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, bool accepted) =>
        Certificate = CertificateReport.Of(certificate, chain, errors, accepted, provider.Host, time.GetUtcNow());

    // The TLS handshake is done; the greeting follows.
    public void LogConnect(Uri uri) => Enter(ConnectionStage.Connect);

    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (buffer.AsSpan(offset, count).StartsWith("STARTTLS"u8))
            Enter(ConnectionStage.Tls);
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        foreach (var character in Encoding.UTF8.GetString(buffer, offset, count))
        {
            if (character == '\n')
                EndLine();
            else if (character != '\r' && _line.Length < SmtpReply.MaxTextLength)
                _line.Append(character);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Returns all stages in order; the stages after a failed one are skipped.</summary>
    public IReadOnlyList<ConnectionStageResult> Finish(ConnectionTestFailure? failure, bool withMessage)
    {
        Leave();
        var results = new List<ConnectionStageResult>();
        foreach (var stage in Enum.GetValues<ConnectionStage>())
        {
            if (stage == ConnectionStage.Send && !withMessage)
                continue;
            var known = _entered.TryGetValue(stage, out var entry);
            if (failure is not null && stage == Current)
                results.Add(new ConnectionStageResult(stage, ConnectionStageStatus.Failed, Milliseconds(entry.Spent), failure.Reply.ToString()));
            else if (known && !_skipped.Contains(stage))
                results.Add(new ConnectionStageResult(stage, ConnectionStageStatus.Ok, Milliseconds(entry.Spent), entry.Detail));
            else
                results.Add(new ConnectionStageResult(stage, ConnectionStageStatus.Skipped, 0, known ? entry.Detail : "Not reached."));
        }

        return results;
    }

    public void Skip(ConnectionStage stage, string why)
    {
        _skipped.Add(stage);
        Describe(stage, why);
    }

    private static long Milliseconds(TimeSpan spent) => (long)Math.Ceiling(spent.TotalMilliseconds);

    private void Leave()
    {
        if (_entered.TryGetValue(Current, out var entry))
            _entered[Current] = (entry.Spent + time.GetElapsedTime(_since), entry.Detail);
        _since = time.GetTimestamp();
    }

    // RFC 5321 section 4.2.1: a hyphen after the code means that more lines follow.
    private void EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        _lines.Add(_lines.Count > 0 && line.Length > 4 ? line[4..] : line);
        if (line.Length > 3 && line[3] == '-')
        {
            if (_lines.Count > 100)
                _lines.RemoveAt(1);
            return;
        }

        LastReply = string.Join(' ', _lines);
        if (LastReply.Length > 3 && LastReply[3] == '-')
            LastReply = $"{LastReply[..3]} {LastReply[4..]}";
        if (LastReply.Length > SmtpReply.MaxTextLength)
            LastReply = LastReply[..SmtpReply.MaxTextLength];
        if (Greeting.Length == 0)
            Greeting = LastReply;
        _lines.Clear();
    }
}
