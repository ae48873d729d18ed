using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Smtp;

/// <summary>A server's reply (RFC 5321 section 4.2).</summary>
/// <param name="Code">The reply code, such as 550; 0 if there was no reply and <paramref name="Text"/> describes the fault.</param>
/// <param name="Text">The text of all lines, without the reply code; at most <see cref="MaxTextLength"/> characters.</param>
public sealed partial record SmtpReply(int Code, string Text)
{
    /// <summary>The maximum length; longer texts are cut off.</summary>
    public const int MaxTextLength = 500;

    /// <summary>What failed if there was no reply.</summary>
    public FaultKind Fault { get; private init; }

    public string Text { get; } = Text.Length <= MaxTextLength ? Text : Text[..MaxTextLength];

    /// <summary>The enhanced status code at the start of the text (RFC 3463), such as <c>5.1.1</c>; null if there is none.</summary>
    public string? EnhancedCode => EnhancedCodePattern().Match(Text) is { Success: true } match ? match.Value : null;

    public bool IsTransient => Code is >= 400 and < 500;

    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>Creates a fault in place of a reply.</summary>
    public static SmtpReply None(FaultKind fault, string text) => new(0, text) { Fault = fault };

    public SmtpReply WithText(string text) => new(Code, text) { Fault = Fault };

    public override string ToString() => Code == 0 ? Text : string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}");

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")]
    private static partial Regex EnhancedCodePattern();
}
