using System.Globalization;
using System.Text.RegularExpressions;
using EmailDispatch.Emails;

namespace EmailDispatch.Settings;

/// <summary>Reads the text of a setting; a fault says what the setting takes.</summary>
internal static partial class SettingValue
{
    /// <summary>Reads a value of a setting's type.</summary>
    /// <param name="text">The text, trimmed.</param>
    /// <param name="type">Text, a number, a boolean, a time or an enum.</param>
    /// <param name="example">A valid value, for the fault.</param>
    /// <param name="fault">What is wrong with it; empty if nothing is.</param>
    /// <returns>The value; null if the text is none.</returns>
    public static object? Read(string text, Type type, object? example, out string fault)
    {
        fault = "";
        if (type == typeof(string))
            return text;

        var value = Parse(text, type);
        if (value is null)
            fault = text.Length == 0 ? $"is empty; remove it for the default, {Show(example)}." : $"'{text}' {Describe(text, type, example)}";
        return value;
    }

    /// <summary>A value as it is written in settings.</summary>
    public static string Show(object? value) =>
        value is bool flag ? flag ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "none";

    private static object? Parse(string text, Type type)
    {
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(decimal))
            return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(TimeSpan))
            return ParseTime(text);
        if (type == typeof(DateOnly))
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

        // Names only: Enum.TryParse also accepts numbers, even those without a name.
        var word = Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return word is null ? null : Enum.Parse(type, word);
    }

    // Not TimeSpan.Parse, which takes 24:00:00 for 24 days, and 30 for 30 days.
    private static TimeSpan? ParseTime(string text)
    {
        if (text == "0")
            return TimeSpan.Zero;
        if (Time().Match(text) is not { Success: true } match)
            return null;

        var (days, hours) = (Number("days"), Number("hours"));
        return match.Groups["days"].Success && hours > 23
            ? null
            : new TimeSpan((int)days, (int)hours, (int)Number("minutes"), 0) + TimeSpan.FromTicks((long)(Number("seconds") * TimeSpan.TicksPerSecond));

        decimal Number(string part) => match.Groups[part] is { Success: true } group ? decimal.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    private static string Describe(string text, Type type, object? example)
    {
        if (type.IsEnum)
            return $"is not one of {string.Join(", ", Enum.GetNames(type))}{(FieldNames.Closest(text, Enum.GetNames(type)) is { } meant ? $"; did you mean {meant}?" : ".")}";
        if (type == typeof(bool))
            return "is neither true nor false.";
        if (type == typeof(TimeSpan))
            return $"is no duration; write {Forms(Meant(text) ?? example as TimeSpan? ?? TimeSpan.FromDays(1))}.";
        if (type == typeof(DateOnly))
            return "is no date such as 2026-12-01.";
        if (type == typeof(decimal))
            return "is no number such as 0.10.";
        return text.TrimStart('-', '+').All(char.IsAsciiDigit) ? "is too large a number." : $"is no whole number such as {Show(example ?? 100)}.";
    }

    private static string Forms(TimeSpan time) =>
        time.Days > 0 ? $"{Show(time)} or {(int)time.TotalHours}{time.ToString(@"\:mm\:ss", CultureInfo.InvariantCulture)}" : Show(time);

    /// <summary>What somebody means by <c>24h</c>, <c>30 s</c> or <c>30</c>, of which seconds are the likeliest.</summary>
    private static TimeSpan? Meant(string text)
    {
        if (Unit().Match(text) is not { Success: true } match)
            return null;

        var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value.ToLowerInvariant() switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "m" or "min" or "mins" or "minute" or "minutes" => TimeSpan.FromMinutes(number),
            "h" or "hr" or "hrs" or "hour" or "hours" => TimeSpan.FromHours(number),
            "d" or "day" or "days" => TimeSpan.FromDays(number),
            "" or "s" or "sec" or "secs" or "second" or "seconds" => TimeSpan.FromSeconds(number),
            _ => null,
        };
    }

    [GeneratedRegex(@"^(?:(?<days>[0-9]{1,6})\.)?(?<hours>[0-9]{1,6}):(?<minutes>[0-5]?[0-9])(?::(?<seconds>[0-5]?[0-9](?:\.[0-9]{1,7})?))?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex("^([0-9]{1,6}) ?([A-Za-z]*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
