using Azure.Data.Tables;
using BenchmarkDotNet.Attributes;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Benchmarks.Micro;

/// <summary>Converts a status row, with one recipient and with fifty, to and from its storage entity.</summary>
[MemoryDiagnoser]
public class RowBenchmarks
{
    private EmailRow _row = null!;
    private TableEntity _entity = null!;

    [Params(1, EmailLimits.MaxRecipients)]
    public int Recipients { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var id = EmailId.New(TimeProvider.System);
        _row = new EmailRow
        {
            Id = id,
            Tenant = "default",
            Status = EmailStatus.Sent,
            From = "Shop <orders@shop.example.test>",
            Subject = "Your order has been sent",
            Recipients = [.. Enumerable.Range(0, Recipients).Select(n => new Recipient($"someone-{n}@customers.example.test", RecipientKind.To, EmailStatus.Sent))],
            Attempts = [new Attempt { Number = 1, Provider = "sink", At = id.AcceptedAt, Milliseconds = 70, Outcome = AttemptOutcome.Sent, Phase = "final_dot", Code = 250, Reply = "2.0.0 Ok: queued" }],
            AttemptNumber = 1,
            Provider = "sink",
            SentAt = id.AcceptedAt,
        };
        _entity = EmailRowEntity.ToEntity(_row);
    }

    [Benchmark]
    public object EncodeNew() => EmailRowEntity.ToEntity(_row);

    /// <summary>Writes what an attempt changes.</summary>
    [Benchmark]
    public object EncodeOutcome() => EmailRowEntity.ToOutcome(_row);

    [Benchmark]
    public object Decode() => EmailRowEntity.FromEntity(_entity);
}
