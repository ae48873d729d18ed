using System.Globalization;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

/// <summary>
/// Replies apart from the corpus, by phase, text, and who or what may be meant. The wordings were made to try the vocabulary and are all read
/// right; the held-out replies, most of them from documentation of providers, are measured as a whole, so that nobody adds a word for one of them.
/// </summary>
public sealed class WordingTests
{
    private static readonly string[] NotTheRecipients = ["sender", "account", "quota", "login", "unavailable", "later"];

    [Theory]
    [InlineData("replies-wordings.tsv", 120, 1, 0)]
    [InlineData("replies-heldout.tsv", 150, 0.92, 0.01)]
    public void Replies_are_read_right_and_harm_nobody(string file, int atLeast, double rightAtLeast, double harmAtMost)
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Replies", file));
        var (right, harm) = (0, 0);
        foreach (var line in lines)
        {
            var (phase, reply, meant) = line.Split('\t') is [var p, var r, var m] ? (PhaseOf(p), r, m.Split('|')) : throw new FormatException(line);

            var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(int.Parse(reply[..3], CultureInfo.InvariantCulture), reply[4..]))
            {
                OneRecipient = phase >= SmtpPhase.RcptTo,
                Sender = "hi@acme.test",
                Recipient = "bob@example.test",
            });

            right += meant.Intersect(GroupsOf(result.Category)).Any() ? 1 : 0;
            var isGivenUp = result.Next is NextStep.BounceRecipient or NextStep.FailMessage && meant.All(NotTheRecipients.Contains);
            harm += isGivenUp || (result.Suppress && !meant.Contains("unknown")) ? 1 : 0;
        }

        Assert.InRange(lines.Length, atLeast, int.MaxValue);
        Assert.InRange(right / (double)lines.Length, rightAtLeast, 1);
        Assert.InRange(harm / (double)lines.Length, 0, harmAtMost);
    }

    private static SmtpPhase PhaseOf(string word) => word switch
    {
        "greeting" => SmtpPhase.Greeting,
        "auth" => SmtpPhase.Auth,
        "mail" => SmtpPhase.MailFrom,
        "rcpt" => SmtpPhase.RcptTo,
        "dot" => SmtpPhase.FinalDot,
        _ => throw new FormatException(word),
    };

    private static string[] GroupsOf(FailureCategory category) => category switch
    {
        FailureCategory.SenderNotAllowed or FailureCategory.DomainAuthentication or FailureCategory.SandboxRecipient => ["sender"],
        FailureCategory.AccountSuspended or FailureCategory.AccountNotActivated => ["account"],
        FailureCategory.RelayDenied => ["sender", "login"],
        FailureCategory.RateLimited or FailureCategory.QuotaUsedUp => ["quota"],
        FailureCategory.InsufficientStorage => ["quota", "unavailable"],
        FailureCategory.Authentication or FailureCategory.Tls => ["login"],
        FailureCategory.RecipientUnknown or FailureCategory.MailboxDisabled or FailureCategory.RecipientRefused
            or FailureCategory.RecipientAddressInvalid or FailureCategory.RecipientDomainUnknown => ["unknown"],
        FailureCategory.NoValidRecipients => ["unknown", "later"],
        FailureCategory.RecipientSuppressed => ["suppressed"],
        FailureCategory.MailboxFull or FailureCategory.RecipientRateLimited => ["full"],
        FailureCategory.Greylisted or FailureCategory.TemporaryRefusal or FailureCategory.LocalError => ["later"],
        FailureCategory.ServiceUnavailable or FailureCategory.Timeout or FailureCategory.Network => ["unavailable", "later"],
        FailureCategory.TooManyRecipients => ["quota", "later"],
        FailureCategory.TooLarge => ["large"],
        FailureCategory.Spam or FailureCategory.Blocklisted or FailureCategory.Virus or FailureCategory.Policy
            or FailureCategory.MessageInvalid or FailureCategory.MailLoop => ["content"],
        _ => [],
    };
}
