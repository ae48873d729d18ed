using System.Globalization;

namespace EmailDispatch.Sandbox;

/// <summary>
/// The addresses that fail on purpose, at any domain. The local part up to a plus sign decides:
/// <list type="table">
/// <item><term>bounce@</term><description>RCPT is answered 550 5.1.1.</description></item>
/// <item><term>defer@</term><description>RCPT is always answered 451 4.3.0.</description></item>
/// <item><term>greylist@</term><description>RCPT is answered 451 4.7.1 the first time a sender tries it.</description></item>
/// <item><term>quota@</term><description>As recipient or sender: 452 4.3.1, for ten seconds only: it pauses the provider for all emails.</description></item>
/// <item><term>unverified@</term><description>As sender only: MAIL is answered 550 5.7.1, sender not verified.</description></item>
/// <item><term>spam@</term><description>The final dot is answered 554 5.7.1.</description></item>
/// <item><term>slow@</term><description>The final dot is answered late (<see cref="FaultSettings.SlowReply"/>).</description></item>
/// <item><term>drop-in-data@</term><description>The connection ends in the middle of the message.</description></item>
/// <item><term>drop-after-dot@</term><description>The email is accepted, but the connection ends before the reply.</description></item>
/// </list>
/// </summary>
public sealed class FaultAddresses
{
    private const int MaxGreylisted = 1_000;

    private static readonly SandboxReply QuotaExceeded = new(452, "4.3.1", "Daily quota exceeded, try again in 10 seconds");

    private readonly FaultSettings _settings;
    private readonly TimeProvider _time;
    private readonly Lock _guard = new();
    private readonly Dictionary<(string Sender, string Recipient), DateTimeOffset> _greylisted = [];

    internal FaultAddresses(FaultSettings settings, TimeProvider time) => (_settings, _time) = (settings, time);

    internal static SandboxReply? ForSender(string sender) => Key(sender) switch
    {
        "unverified" => new SandboxReply(550, "5.7.1", $"Sender not verified: {sender}"),
        "quota" => QuotaExceeded,
        _ => null,
    };

    internal SandboxReply? ForRecipient(string sender, string recipient) => Key(recipient) switch
    {
        "bounce" => new SandboxReply(550, "5.1.1", $"No such user here: {recipient}"),
        "defer" => new SandboxReply(451, "4.3.0", "Temporary local problem, try again later"),
        "greylist" => Greylist(sender, recipient),
        "quota" => QuotaExceeded,
        _ => null,
    };

    internal static DataFault ForMessage(IEnumerable<string> recipients) =>
        recipients.Aggregate(DataFault.None, (faults, recipient) => faults | Key(recipient) switch
        {
            "spam" => DataFault.Spam,
            "slow" => DataFault.Slow,
            "drop-in-data" => DataFault.DropInData,
            "drop-after-dot" => DataFault.DropAfterDot,
            _ => DataFault.None,
        });

    private static string Key(string address)
    {
        var at = address.LastIndexOf('@');
        return (at < 0 ? address : address[..at]).Trim('"').Split('+', 2)[0].ToLowerInvariant();
    }

    private SandboxReply? Greylist(string sender, string recipient)
    {
        var now = _time.GetUtcNow();
        lock (_guard)
        {
            if (_greylisted.TryGetValue((sender, recipient), out var first))
            {
                if (now - first >= _settings.GreylistPeriod)
                    return null;
            }
            else
            {
                if (_greylisted.Count >= MaxGreylisted)
                    _greylisted.Clear();
                _greylisted.Add((sender, recipient), now);
            }

            return new SandboxReply(451, "4.7.1", $"Greylisted, try again in {Describe(_settings.GreylistAdvice)}");
        }
    }

    private static string Describe(TimeSpan advice) => advice.TotalSeconds % 60 == 0 && advice > TimeSpan.Zero
        ? string.Create(CultureInfo.InvariantCulture, $"{advice.TotalMinutes:0} {(advice.TotalMinutes == 1 ? "minute" : "minutes")}")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(advice.TotalSeconds):0} {(advice.TotalSeconds is > 0 and <= 1 ? "second" : "seconds")}");
}

public sealed record FaultSettings
{
    /// <summary>How long <c>slow@</c> delays the reply to the final dot. Default 5 s.</summary>
    public TimeSpan SlowReply { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The delay suggested in the reply to <c>greylist@</c>. Default 5 minutes.</summary>
    public TimeSpan GreylistAdvice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long <c>greylist@</c> is refused. Default 0: the second attempt is always accepted.</summary>
    public TimeSpan GreylistPeriod { get; init; } = TimeSpan.Zero;
}

/// <summary>The faults that the recipients of a message cause after DATA.</summary>
[Flags]
internal enum DataFault
{
    None = 0,
    Spam = 1,
    Slow = 2,
    DropInData = 4,
    DropAfterDot = 8,
}
