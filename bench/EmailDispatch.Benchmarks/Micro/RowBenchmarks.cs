using Azure.Data.Tables;
using BenchmarkDotNet.Attributes;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Benchmarks.Micro;

/// <summary>A status row, with one recipient and with fifty, into and out of the entity that storage keeps.</summary>
[MemoryDiagnoser]
public class RowBenchmarks
{
    private EmailRow _row = null!;
    private TableEntity _entity = null!;

    /// <summary>How many recipients the email has.</summary>
    [Params(1, EmailLimits.MaxRecipients)]
    public int Recipients { get; set; }

    /// <summary>Makes the row.</summary>
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

    /// <summary>The row of a new email.</summary>
    [Benchmark]
    public object EncodeNew() => EmailRowEntity.ToEntity(_row);

    /// <summary>What an attempt changes.</summary>
    [Benchmark]
    public object EncodeOutcome() => EmailRowEntity.ToOutcome(_row);

    /// <summary>A row read.</summary>
    [Benchmark]
    public object Decode() => EmailRowEntity.FromEntity(_entity);
}
