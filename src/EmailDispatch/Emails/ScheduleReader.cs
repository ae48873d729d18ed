using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>
/// Reads <c>scheduled_at</c>: ISO 8601, or English words (<see cref="SchedulePhrase"/>). ISO 8601 needs an offset: programming languages print local
/// times without one, and the email would be sent hours too early or too late.
/// </summary>
public static partial class ScheduleReader
{
    /// <summary>The maximum size of a request to reschedule, in bytes.</summary>
    public const int MaxBytes = 4 * 1024;

    /// <summary>How far ahead an email may be scheduled.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(30);

    private const string Field = "scheduled_at";

    /// <summary>Reads a request to reschedule. A past time means now.</summary>
    public static ReadResult<DateTimeOffset?> Read(ReadOnlyMemory<byte> json, DateTimeOffset now) =>
        JsonRequest.Read<DateTimeOffset?>(json, (root, fields) => Read(root, now, fields) ?? now);

    /// <summary>Reads the time to wait for; null if it is past.</summary>
    internal static DateTimeOffset? Read(JsonElement value, string field, DateTimeOffset now, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;

        string? missing = null;
        if ((TryParse(text, out var iso) ? iso : SchedulePhrase.Read(text, now, out missing)) is not { } at)
            fields.Refuse(field, missing ?? FaultOf(text));
        else if (at - now > MaxAhead)
            fields.Refuse(field, $"must be at most {MaxAhead.Days} days ahead");
        else if (at > now)
            return at;

        return null;
    }

    private static string FaultOf(string text) => text.Length <= 64 && Iso8601WithoutOffset().IsMatch(text)
        ? "has no UTC offset; add Z for UTC (2026-12-01T09:00:00Z), or an offset such as +01:00"
        : "must be an ISO 8601 time with an offset (2026-12-01T09:00:00Z, 2026-12-01T10:00:00+01:00), a time from now (\"in 10 minutes\", \"in 1 hour\", \"in 3 days\"), "
            + "or a day and a time (\"tomorrow at 9am\", \"Friday at 3pm ET\", \"today at 15:00 +02:00\"; by default UTC)";

    private static DateTimeOffset? Read(JsonElement root, DateTimeOffset now, JsonFields fields)
    {
        if (!fields.IsObject(root, "", "an object with scheduled_at"))
            return null;

        DateTimeOffset? at = null;
        var isGiven = false;
        foreach (var (name, _, value) in fields.MembersOf(root, ""))
        {
            if (name is not (Field or "scheduledAt"))
                fields.RefuseUnknown(name, name, [Field], "; only scheduled_at can be changed");
            else if (isGiven)
                fields.Refuse(name, "is given twice: scheduledAt is another name of scheduled_at");
            else
                (isGiven, at) = (true, Read(value, Field, now, fields));
        }

        if (!isGiven)
            fields.Refuse(Field, "is required; to not send the email at all, cancel it");
        return at;
    }

    internal static bool TryParse(string text, [NotNullWhen(true)] out DateTimeOffset? at)
    {
        at = null;
        if (text.Length > 64 || Iso8601().Match(text) is not { Success: true } match)
            return false;

        // DateTimeOffset keeps seven digits of a second.
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        var seconds = match.Groups["seconds"].Success ? match.Groups["seconds"].Value : "00";
        var (sign, hours, minutes) = (match.Groups["sign"].Value, match.Groups["hours"].Value, match.Groups["minutes"].Value);
        var normal = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}:{seconds}.{fraction}"
            + (sign.Length == 0 ? "+00:00" : $"{sign}{hours}:{minutes.PadLeft(2, '0')}");
        if (!DateTimeOffset.TryParseExact(normal, "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            return false;

        at = parsed.ToUniversalTime();
        return true;
    }

    // Extended format, with the space and lower case of RFC 3339 section 5.6, which several languages print; Ruby also prints a space before the zone.
    [GeneratedRegex(@"^(?<date>[0-9]{4}-[0-9][0-9]-[0-9][0-9])[Tt ](?<time>[0-9][0-9]:[0-9][0-9])(:(?<seconds>[0-9][0-9])([.,](?<fraction>[0-9]{1,9}))?)?([Zz]| ?(UTC|GMT)| ?(?<sign>[+-])(?<hours>[0-9][0-9])(:?(?<minutes>[0-9][0-9]))?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso8601();

    [GeneratedRegex(@"^[0-9]{4}-[0-9][0-9]-[0-9][0-9]([Tt ][0-9:.,]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso8601WithoutOffset();
}
