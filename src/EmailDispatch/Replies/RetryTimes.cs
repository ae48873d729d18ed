using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Replies;

/// <summary>
/// Finds the time at which a reply asks to retry: "try again in 300 seconds", "greylisted for 5 minutes", "come back in 00:04:32",
/// "retry after 2026-12-01T09:00:00Z", "try again after Mon, 25 Aug 2025 07:00:31 UTC".
/// </summary>
internal static partial class RetryTimes
{
    /// <summary>A longer wait is ignored, because no queue keeps an email that long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static TimeSpan? Find(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        var wait = FindClock(text) ?? FindAmount(text) ?? FindMoment(text, now);
        return wait is { } found && found > TimeSpan.Zero && found <= Longest ? found : null;
    }

    private static TimeSpan? FindClock(string text)
    {
        var match = Clock().Match(text);
        if (!match.Success)
            return null;
        var hours = Number(match, "h");
        return new TimeSpan((int)hours, (int)Number(match, "m"), (int)Number(match, "s"));
    }

    private static TimeSpan? FindAmount(string text)
    {
        var match = Amount().Match(text);
        if (!match.Success)
            return null;
        var number = Number(match, "n");
        return match.Groups["u"].ValueSpan[0] switch
        {
            'd' or 'D' => TimeSpan.FromDays(number),
            'h' or 'H' => TimeSpan.FromHours(number),
            'm' or 'M' => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    private static TimeSpan? FindMoment(string text, DateTimeOffset now)
    {
        var match = Moment().Match(text);
        if (!match.Success)
            return null;
        var moment = match.Groups["t"].Value.Replace("UTC", "GMT", StringComparison.OrdinalIgnoreCase);
        return DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at - now : null;
    }

    // The patterns allow at most five digits, so there is no overflow.
    private static double Number(Match match, string group) => double.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\b(?:in|for|after|wait)\s+(?<h>[0-9]{1,3}):(?<m>[0-5][0-9]):(?<s>[0-5][0-9])\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Clock();

    // Only after words that ask for a wait: "5 messages in 10 minutes" is a limit.
    [GeneratedRegex(
        @"\b(?:(?:again|back|retry|retries|later|resend|attempt|reconnect)\b[^.0-9]{0,30}?\b(?:in|after|within)|wait(?:ing)?(?:\s+for)?|gr[ea]y-?listed\s+for|deferred\s+for|retry-after:?|after\s+waiting)\s+(?:at\s+least\s+|about\s+|another\s+)?(?<n>[0-9]{1,5})\s*(?<u>s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Amount();

    [GeneratedRegex(
        @"\b(?:after|at|until|before)\s+(?<t>[0-9]{4}-[0-9][0-9]-[0-9][0-9][T ][0-9][0-9]:[0-9][0-9](?::[0-9][0-9](?:\.[0-9]{1,7})?)?\s?(?:Z|UTC|GMT|[+-][0-9][0-9]:?[0-9][0-9])?|[A-Z][a-z]{2}, [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9][0-9]:[0-9][0-9]:[0-9][0-9] (?:UTC|GMT|[+-][0-9]{4}))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Moment();
}
