using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Sandbox;

/// <summary>A reply code, an enhanced status code and a text of one or more lines.</summary>
public sealed partial record SandboxReply(int Code, string? EnhancedCode, string Text)
{
    /// <summary>Closes the connection without a reply.</summary>
    public static readonly SandboxReply Drop = new(0, null, "");

    /// <summary>Whether the connection closes after this reply; it always does after 421 (RFC 5321 section 3.8).</summary>
    public bool Closes { get; init; }

    internal bool EndsSession => Closes || Code is 421 or 0;

    internal bool IsPositive => Code is >= 200 and < 400;

    public static implicit operator SandboxReply?(string? text) => text is null ? null : Parse(text);

    /// <summary>Parses <c>550 5.1.1 No such user</c>; the enhanced code is optional. Lines that each begin with the code are kept verbatim.</summary>
    public static SandboxReply Parse(string text)
    {
        var match = ReplyPattern().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is not an SMTP reply such as '550 5.1.1 No such user'.");

        var code = match.Groups["code"].Value;
        var number = int.Parse(code, CultureInfo.InvariantCulture);
        return text.StartsWith(code + "-", StringComparison.Ordinal)
            ? new SandboxReply(number, null, string.Join('\n', text.Split('\n').Select(line => line[(code.Length + 1)..].TrimEnd('\r'))))
            : new SandboxReply(number, match.Groups["enhanced"] is { Success: true } enhanced ? enhanced.Value : null, match.Groups["text"].Value);
    }

    /// <summary>Returns the lines as they are sent, each with CRLF (RFC 5321 section 4.2.1).</summary>
    internal string ToWire(bool withEnhancedCode)
    {
        var lines = Text.Split('\n');
        var prefix = withEnhancedCode && EnhancedCode is not null ? EnhancedCode + " " : "";
        return string.Concat(lines.Select((line, i) =>
            string.Create(CultureInfo.InvariantCulture, $"{Code:000}{(i < lines.Length - 1 ? '-' : ' ')}{prefix}{line.TrimEnd('\r')}\r\n")));
    }

    public override string ToString() => this == Drop
        ? "(closed without a reply)"
        : string.Join(' ', new[] { Code.ToString(CultureInfo.InvariantCulture), EnhancedCode, Text }.Where(part => !string.IsNullOrEmpty(part)));

    [GeneratedRegex(@"\A(?<code>[2-5]\d\d)(?:[ -](?:(?<enhanced>[245]\.\d{1,3}\.\d{1,3})(?:\s|\z))?(?<text>[\s\S]*))?\z")]
    private static partial Regex ReplyPattern();
}
