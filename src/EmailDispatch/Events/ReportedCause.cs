using System.Text.RegularExpressions;
using EmailDispatch.Replies;

namespace EmailDispatch.Events;

/// <summary>
/// Finds the cause of a bounce that the sending server reports itself, in words that SMTP replies do not use: no such domain, no connection, or its
/// time is over.
/// </summary>
internal static partial class ReportedCause
{
    /// <summary>Removes phrases about the duration of the attempts, which say nothing about the cause.</summary>
    public static string WithoutTries(string reason) => Tries().Replace(reason, " ");

    /// <summary>The category of a bounce, from its text and the classification of that text.</summary>
    /// <param name="reason">The text of the report.</param>
    /// <param name="byReply">The category of the text as a reply of the recipient's server.</param>
    public static FailureCategory Find(string reason, FailureCategory byReply) =>
        !SaysLittle(reason, byReply) || Words().Match(reason) is not { Success: true } found ? byReply
        : found.Groups["domain"].Success ? FailureCategory.RecipientDomainUnknown
        : byReply == FailureCategory.RecipientAddressInvalid ? byReply
        : found.Groups["network"].Success && !Slow().IsMatch(reason) ? FailureCategory.Network
        : FailureCategory.Timeout;

    private static bool SaysLittle(string reason, FailureCategory category) => category
        is FailureCategory.LocalError or FailureCategory.TemporaryRefusal or FailureCategory.RecipientRefused or FailureCategory.RecipientAddressInvalid
        or FailureCategory.Unforeseen or FailureCategory.ServiceUnavailable or FailureCategory.Timeout
        || (category == FailureCategory.Policy && (OfRouting().IsMatch(reason) || !Refused().IsMatch(reason)));

    [GeneratedRegex(
        @"i'm not going to try again;? ?|this message has been in the queue too long\.?|(?:delivery )?retry time(?:out)? (?:not reached|exceeded|expired)(?: for any host)?|message (?:could not be|was not) delivered (?:for (?:\d+ \w+|too long)|within [\w ]{1,40})|message will be deleted from queue|message expired:?|envelope expired|queue\.expired;?",
        RegexOptions.IgnoreCase)]
    private static partial Regex Tries();

    [GeneratedRegex(
        @"(?<domain>host or domain (?:name )?(?:was )?not found|host (?:name )?(?:was )?not found|host unknown|unknown host|host \S{1,100} not found|(?:domain|host|^\d{3}) (?:\S{1,100} )?(?:does not|doesn't) exist|domain (?:name )?(?:was )?not found|no such (?:domain|host)|nxdomain|unrouteable (?:mail )?domain|all relevant mx records point to non-existent hosts|no (?:valid )?mx (?:record|host)|mx (?:or srv )?record indicated no smtp service|null ?mx|domain (?:is )?not reachable|not accept(?:ing)? (?:any )?mail \(nullmx\)|bad destination (?:system|domain)|could not find a gateway|5\.4\.310\b)"
        + @"|(?<network>connect(?:ion)?(?: to \S{1,100})?:? (?:was )?(?:timed out|refused|reset|dropped|lost|closed|failed)|connect to |lost connection|no route to host|network (?:is )?(?:unreachable|error)|(?:unable|failed|not able|could not|couldn't|can't|cannot)(?: to)? (?:establish|connect|contact)|host not reachable|(?:conversation|connection|command|session) .{0,40}timed out|socket error|name service error|name server: |dns (?:query|lookup)|(?:did not|not) accept(?:ing)? (?:our )?(?:requests? to connect|connections)|no (?:appropriate|working) (?:network )?(?:path|mx)|4\.4\.[1-5]\b|5\.4\.[1-3]\d\d\b)"
        + @"|(?<expired>expired|retry time|in the queue too long|giv(?:e|en|ing) up|gave up|too many (?:retries|attempts)|\d+ attempts|for (?:the last )?\d+ (?:seconds|minutes|hours|days)|after (?:multiple|several|\d+) (?:attempts|tries|hours|days)|abort(?:ed)? after|failing for a long time|delivered for too long|(?:remote host|server) (?:is )?not responding|4\.4\.7\b)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<![\d.])5(?:\d\d\b|\.[1-7]\.\d)")]
    private static partial Regex Refused();

    // RFC 3463: network and routing status.
    [GeneratedRegex(@"(?<![\d.])[45]\.4\.\d")]
    private static partial Regex OfRouting();

    [GeneratedRegex(@"timed? ?out", RegexOptions.IgnoreCase)]
    private static partial Regex Slow();
}
