namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>
/// The addresses that fail on purpose, at any domain. What counts is the local part up to a plus sign:
/// <list type="table">
/// <item><term>bounce@</term><description>RCPT is answered 550 5.1.1.</description></item>
/// <item><term>defer@</term><description>RCPT is answered 451 4.3.0, always.</description></item>
/// <item><term>greylist@</term><description>RCPT is answered 451 4.7.1 the first time a sender tries it.</description></item>
/// <item><term>quota@</term><description>As recipient or as sender: 452 4.3.1, quota exceeded. All of this provider's emails wait then, so only for ten seconds.</description></item>
/// <item><term>unverified@</term><description>As sender only: MAIL is answered 550 5.7.1, sender not verified.</description></item>
/// <item><term>spam@</term><description>The final dot is answered 554 5.7.1.</description></item>
/// <item><term>slow@</term><description>The final dot is answered late (<see cref="FaultSettings.SlowReply"/>).</description></item>
/// <item><term>drop-in-data@</term><description>The connection ends in the middle of the message.</description></item>
/// <item><term>drop-after-dot@</term><description>The email is taken, but the connection ends before the reply.</description></item>
/// </list>
/// </summary>
public sealed class FaultAddresses
{
    private static readonly SandboxReply QuotaExceeded = new(452, "4.3.1", "Daily quota exceeded, try again in 10 seconds");

    private readonly Greylist _greylist;

    internal FaultAddresses(FaultSettings settings, TimeProvider time) => _greylist = new Greylist(settings, time);

    internal static SandboxReply? ForSender(string sender) => SmtpPath.Key(sender) switch
    {
        "unverified" => new SandboxReply(550, "5.7.1", $"Sender not verified: {sender}"),
        "quota" => QuotaExceeded,
        _ => null,
    };

    internal SandboxReply? ForRecipient(string sender, string recipient) => SmtpPath.Key(recipient) switch
    {
        "bounce" => new SandboxReply(550, "5.1.1", $"No such user here: {recipient}"),
        "defer" => new SandboxReply(451, "4.3.0", "Temporary local problem, try again later"),
        "greylist" => _greylist.Check(sender, recipient),
        "quota" => QuotaExceeded,
        _ => null,
    };

    internal static DataFault ForMessage(IEnumerable<string> recipients) =>
        recipients.Aggregate(DataFault.None, (faults, recipient) => faults | SmtpPath.Key(recipient) switch
        {
            "spam" => DataFault.Spam,
            "slow" => DataFault.Slow,
            "drop-in-data" => DataFault.DropInData,
            "drop-after-dot" => DataFault.DropAfterDot,
            _ => DataFault.None,
        });
}

/// <summary>The times of the addresses that fail.</summary>
public sealed record FaultSettings
{
    /// <summary>How long <c>slow@</c> keeps the client waiting after the final dot. Default 5 s.</summary>
    public TimeSpan SlowReply { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The waiting time that the reply to <c>greylist@</c> names. Default 5 minutes.</summary>
    public TimeSpan GreylistAdvice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long <c>greylist@</c> goes on refusing. Default 0: the second try is accepted whenever it comes.</summary>
    public TimeSpan GreylistPeriod { get; init; } = TimeSpan.Zero;
}

/// <summary>What an address among the recipients does to the message.</summary>
[Flags]
internal enum DataFault
{
    None = 0,
    Spam = 1,
    Slow = 2,
    DropInData = 4,
    DropAfterDot = 8,
}
