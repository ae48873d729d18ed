using System.Text;
using BenchmarkDotNet.Attributes;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Smtp;
using MimeKit;

namespace EmailDispatch.Benchmarks.Micro;

/// <summary>The steps of an email: read and validated, advised on, written to and read from a queue message, composed.</summary>
[MemoryDiagnoser]
public class EmailBenchmarks
{
    private static readonly ProviderOptions Provider = new() { Name = "sink", Host = "127.0.0.1" };

    private byte[] _json = [];
    private Email _email = null!;
    private DispatchMessage _message = null!;
    private string _text = "";

    [ParamsAllValues]
    public LetterSize Letter { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var json = Letter switch
        {
            LetterSize.Kb2 => Letters.WithBodies(2 * 1024),
            LetterSize.Kb50 => Letters.WithBodies(50 * 1024),
            _ => Letters.WithAttachment(1024 * 1024),
        };
        _json = Encoding.UTF8.GetBytes(json);
        _email = Letters.Read(json);
        _message = new DispatchMessage { Id = EmailId.New(TimeProvider.System).ToString(), Tenant = "default", Attempt = 1, Etag = "W/\"1\"", Payload = _email };
        _text = _message.Serialize();
    }

    /// <summary>Reads and validates a request.</summary>
    [Benchmark]
    public EmailReadResult Validate() => EmailReader.Read(_json, Letters.Limits, TimeProvider.System.GetUtcNow());

    [Benchmark]
    public int Advise() => AdviceRules.For(_email, MessageSize.Estimate(_email)).Count();

    /// <summary>Writes a queue message.</summary>
    [Benchmark]
    public string Serialise() => _message.Serialize();

    /// <summary>Reads a queue message.</summary>
    [Benchmark]
    public DispatchMessage Parse() => DispatchMessage.Parse(_text);

    /// <summary>Composes the MIME message without writing it.</summary>
    [Benchmark]
    public void Compose()
    {
        using MimeMessage message = MessageComposer.Compose(EmailId.New(TimeProvider.System), _email, Provider);
    }
}
