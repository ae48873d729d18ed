using System.Globalization;
using EmailDispatch.Emails;

namespace EmailDispatch.Functions.Http;

/// <summary>Times in query strings and answers: ISO 8601, in UTC where no offset is told.</summary>
internal static class ApiTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH':'mmK", "yyyy-MM-dd'T'HH':'mm':'ssK", "yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFFK",
    ];

    // Beyond these, sums with them would leave the range of times.
    private static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2084, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>The time; null where it is none, which <paramref name="errors"/> has then.</returns>
    public static DateTimeOffset? Read(string text, string field, List<FieldError> errors)
    {
        // In a query string a plus that is not escaped arrives as a blank.
        if (DateTimeOffset.TryParseExact(
                text.Replace(' ', '+'), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= Earliest && time < Latest)
        {
            return time;
        }

        errors.Add(new FieldError(field, "must be a time such as 2026-12-01T09:00:00Z or 2026-12-01"));
        return null;
    }

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH':'mm':'ss'Z'", CultureInfo.InvariantCulture);
}
