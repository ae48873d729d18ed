using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

/// <summary>
/// One reply of replies.json: seen at its source, with addresses and IP addresses replaced by those reserved for documentation. Where the
/// source shows no phase or reply code, those are the usual ones.
/// </summary>
public sealed record CorpusReply
{
    public required SmtpPhase Phase { get; init; }

    public required int Code { get; init; }

    public required string Text { get; init; }

    public required FailureCategory Category { get; init; }

    public required NextStep Next { get; init; }

    public required bool Suppress { get; init; }

    public bool? OneRecipient { get; init; }

    public string? Sender { get; init; }

    public string? Recipient { get; init; }

    public required string Source { get; init; }

    public Failure ToFailure()
    {
        var reply = Code == 0 ? SmtpReply.None(FaultTexts.Find(Text), Text) : new SmtpReply(Code, Text);
        var failure = new Failure(Phase, reply) { Sender = Sender, Recipient = Recipient };
        return OneRecipient is { } one ? failure with { OneRecipient = one } : failure;
    }

    public override string ToString() => $"{Phase} {Code} {Text}";
}
