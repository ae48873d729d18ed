using System.Text.RegularExpressions;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>
/// The field groups of a delivery report, one for each recipient. They are read from the report part, or from any text that contains them if a server
/// used another type, omitted a boundary, or put the fields into the message text.
/// </summary>
internal static partial class ReportFields
{
    private const int MaxTextLength = 64 * 1024;
    private const int MaxGroups = 60;
    private const int MaxValueLength = 2_000;

    public static IEnumerable<IReadOnlyDictionary<string, string>> Of(MessageDeliveryStatus part) => part.StatusGroups.Take(MaxGroups).Select(group =>
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in group)
            fields.TryAdd(header.Field, header.Value ?? "");
        return fields;
    });

    /// <summary>The groups in a text, separated by empty lines or repeated fields; empty if no recipient is named.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> In(string text)
    {
        text = text.Length > MaxTextLength ? text[..MaxTextLength] : text;
        if (!Recipient().IsMatch(text))
            return [];

        var groups = new List<Dictionary<string, string>>();
        Dictionary<string, string>? current = null;
        string? last = null;
        foreach (var quoted in text.Split('\n'))
        {
            var line = Quote().Replace(quoted, "").TrimEnd();
            if (line.Length == 0 || CopyBegins().IsMatch(line))
            {
                (current, last) = (null, null);
            }
            else if (Field().Match(line) is { Success: true } field)
            {
                last = field.Groups["name"].Value;
                if (current is null || current.ContainsKey(last))
                    groups.Add(current = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
                current[last] = field.Groups["value"].Value.Trim();
            }
            else if (current is not null && last is not null && line[0] is ' ' or '\t' && current![last!].Length < MaxValueLength)
            {
                current[last] += " " + line.Trim();
            }
            else
            {
                (current, last) = (null, null);
            }

            if (groups.Count > MaxGroups)
                break;
        }

        return groups;
    }

    [GeneratedRegex(@"^[ \t>]{0,20}(?:Final|Original)-Recipient[ \t]{0,5}:", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Recipient();

    [GeneratedRegex("^(?:[ \t]?>)+ ?")]
    private static partial Regex Quote();

    [GeneratedRegex("^[ \t]{0,8}(?<name>[A-Za-z][A-Za-z0-9-]{2,40})[ \t]{0,5}:(?<value>.{0,2000})")]
    private static partial Regex Field();

    [GeneratedRegex("^(?:Return-Path|Received|DKIM-Signature|Message-ID|Subject):|^--[^ ]", RegexOptions.IgnoreCase)]
    private static partial Regex CopyBegins();
}
