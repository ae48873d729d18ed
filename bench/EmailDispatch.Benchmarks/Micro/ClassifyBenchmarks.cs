using BenchmarkDotNet.Attributes;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Benchmarks.Micro;

/// <summary>Classifies a rejection that a word decides early, and one that no rule knows.</summary>
[MemoryDiagnoser]
public class ClassifyBenchmarks
{
    private static readonly Failure UnknownUser = new(SmtpPhase.RcptTo, new SmtpReply(550, "5.1.1 <someone@customers.example.test>: Recipient address rejected: User unknown in virtual mailbox table"));
    private static readonly Failure Unforeseen = new(SmtpPhase.FinalDot, new SmtpReply(554, "Transaction failed: the moon is in the wrong quarter, come back when it is not"));

    private readonly FailureClassifier _classifier = new(TimeProvider.System);

    [Benchmark]
    public FailureClassification KnownReply() => _classifier.Classify(UnknownUser);

    /// <summary>Tries every rule.</summary>
    [Benchmark]
    public FailureClassification UnknownReply() => _classifier.Classify(Unforeseen);
}
