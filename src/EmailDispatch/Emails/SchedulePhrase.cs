using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>
/// Reads a time in English words, case-insensitive. Two forms:
/// <code>
/// in AMOUNT UNIT [and AMOUNT UNIT …]     in 1 min · in an hour · in 1 hour and 30 minutes · 2 days from now
/// [DAY] [at] TIME [ZONE]                 tomorrow at 9am · Friday at 3pm ET · 9:30 pm today · next day at 9am PST · noon
///   DAY   today · tomorrow, next day · Friday, this Friday: the next one · next Friday: that of the next week, from Monday
///   TIME  9am · 9:30 pm · 15:00 · noon · midnight
///   ZONE  UTC · +02:00 · ET · EST …, by default UTC
/// </code>
/// The words of the second form can be in any order. Without a day, the time is the next such time.
/// </summary>
internal static partial class SchedulePhrase
{
    private const int MaxLength = 64;

    /// <summary>Reads a time. Returns null if the phrase is not understood; <paramref name="missing"/> says what to add, if known.</summary>
    public static DateTimeOffset? Read(string text, DateTimeOffset now, out string? missing)
    {
        missing = null;
        if (text.Length > MaxLength)
            return null;

        var phrase = text.Trim().ToLowerInvariant().Replace("a.m.", "am", StringComparison.Ordinal).Replace("p.m.", "pm", StringComparison.Ordinal);
        if (phrase == "now")
            return now;
        if (Duration().Match(phrase) is { Success: true } duration && (duration.Groups["in"].Success != duration.Groups["fromnow"].Success))
            return now + Sum(duration);
        if (!Clock().IsMatch(phrase))
            return null;

        var words = Word().Matches(phrase).Select(word => word.Value).Where(word => word is not ("at" or "on")).ToList();
        return ReadClock(words, now, out missing);
    }

    private static TimeSpan Sum(Match duration)
    {
        var seconds = 0L;
        foreach (var (amount, unit) in duration.Groups["amount"].Captures.Zip(duration.Groups["unit"].Captures))
        {
            var count = char.IsAsciiDigit(amount.Value[0]) ? int.Parse(amount.Value, CultureInfo.InvariantCulture) : 1L;
            seconds += count * unit.Value[0] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 604_800 };
        }

        // Longer than any schedule may be.
        return TimeSpan.FromSeconds(Math.Min(seconds, 366L * 86_400));
    }

    private static DateTimeOffset? ReadClock(List<string> words, DateTimeOffset now, out string? missing)
    {
        missing = null;
        var (day, time, zone) = ((string?)null, (TimeSpan?)null, (ScheduleZone?)null);
        for (var n = 0; n < words.Count; n++)
        {
            var next = n + 1 < words.Count ? words[n + 1] : "";
            if (day is null && DayAt(words[n], next) is { } found)
            {
                day = found;
                n += words[n] is "this" or "next" ? 1 : 0;
            }
            else if (time is null && TimeAt(words[n], next) is { } clock)
            {
                time = clock;
                n += next is "am" or "pm" && char.IsAsciiDigit(words[n][0]) ? 1 : 0;
            }
            else if ((zone is null || (zone == ScheduleZone.Utc && words[n][0] is '+' or '-')) && ZoneAt(words[n]) is { } place)
            {
                zone = place;
            }
            else
            {
                return null;
            }
        }

        if (time is not { } at)
        {
            missing = day is null ? null : $"has a day but no time; write for example \"{day} at 9am\"";
            return null;
        }

        zone ??= ScheduleZone.Utc;
        var today = zone.ToLocal(now).Date;
        return day switch
        {
            null => FirstAhead(today + at, TimeSpan.FromDays(1), zone, now),
            "today" => zone.ToUtc(today + at),
            "tomorrow" => zone.ToUtc(today.AddDays(1) + at),
            _ when day.StartsWith("next ", StringComparison.Ordinal) =>
                zone.ToUtc(today.AddDays(7 - FromMonday(today.DayOfWeek) + FromMonday(WeekdayOf(day[5..])!.Value)) + at),
            _ => FirstAhead(today.AddDays(((int)WeekdayOf(day)!.Value - (int)today.DayOfWeek + 7) % 7) + at, TimeSpan.FromDays(7), zone, now),
        };
    }

    private static DateTimeOffset FirstAhead(DateTime local, TimeSpan step, ScheduleZone zone, DateTimeOffset now) =>
        zone.ToUtc(local) is var at && at > now ? at : zone.ToUtc(local + step);

    private static string? DayAt(string word, string next) => (word, next) switch
    {
        ("today" or "tomorrow", _) => word,
        ("next", "day") => "tomorrow",
        ("next", _) when WeekdayOf(next) is not null => $"next {next}",
        ("this", _) when WeekdayOf(next) is not null => next,
        _ => WeekdayOf(word) is null ? null : word,
    };

    private static TimeSpan? TimeAt(string word, string next)
    {
        if (word is "noon" or "midnight")
            return TimeSpan.FromHours(word == "noon" ? 12 : 0);
        if (!char.IsAsciiDigit(word[0]))
            return null;

        var parts = word.Split(':');
        var (hour, minute) = (int.Parse(parts[0], CultureInfo.InvariantCulture), parts.Length == 2 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        if (minute > 59)
            return null;
        if (next is "am" or "pm")
            return hour is >= 1 and <= 12 ? new TimeSpan((hour % 12) + (next == "pm" ? 12 : 0), minute, 0) : null;

        // A bare number could be morning or evening.
        return parts.Length == 2 && hour < 24 ? new TimeSpan(hour, minute, 0) : null;
    }

    private static ScheduleZone? ZoneAt(string word)
    {
        if (word[0] is not ('+' or '-'))
            return ScheduleZone.Find(word);

        var digits = word[1..].Replace(":", "", StringComparison.Ordinal);
        var number = int.Parse(digits, CultureInfo.InvariantCulture);
        var offset = digits.Length <= 2 ? new TimeSpan(number, 0, 0) : new TimeSpan(number / 100, number % 100, 0);
        return offset > TimeSpan.FromHours(14) || (digits.Length > 2 && number % 100 > 59) ? null : new ScheduleZone(word[0] == '-' ? -offset : offset);
    }

    private static int FromMonday(DayOfWeek day) => ((int)day + 6) % 7;

    private static DayOfWeek? WeekdayOf(string word) => word switch
    {
        "sunday" or "sun" => DayOfWeek.Sunday,
        "monday" or "mon" => DayOfWeek.Monday,
        "tuesday" or "tue" or "tues" => DayOfWeek.Tuesday,
        "wednesday" or "wed" => DayOfWeek.Wednesday,
        "thursday" or "thu" or "thur" or "thurs" => DayOfWeek.Thursday,
        "friday" or "fri" => DayOfWeek.Friday,
        "saturday" or "sat" => DayOfWeek.Saturday,
        _ => null,
    };

    [GeneratedRegex(@"^(?<in>in\s+)?(?:(?:\s*,\s*|\s+and\s+|\s+)?(?<amount>[0-9]{1,7}|an?(?=\s)|one(?=\s))\s*(?<unit>seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?![a-z]))+(?<fromnow>\s+from\s+now)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Duration();

    [GeneratedRegex(@"^(?:(?:[0-9]{1,2}(?::[0-9]{2})?|[a-z]+|[+-][0-9]{1,2}(?::?[0-9]{2})?)(?:\s*,\s*|\s+|(?<=[0-9])(?=[ap]m\b)|(?<=utc|gmt)(?=[+-])|(?<=[0-9m])(?=[+-])|\z))+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Clock();

    [GeneratedRegex(@"[+-][0-9]{1,2}(?::?[0-9]{2})?|[0-9]{1,2}(?::[0-9]{2})?|[a-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
