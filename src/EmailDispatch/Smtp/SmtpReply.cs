using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Smtp;

/// <summary>What a server answered, RFC 5321 section 4.2.</summary>
/// <param name="Code">The reply code, such as 550; 0 if the server said nothing and <paramref name="Text"/> is the text of the fault.</param>
/// <param name="Text">The text of all lines, without the reply code; at most <see cref="MaxTextLength"/> characters.</param>
public sealed partial record SmtpReply(int Code, string Text)
{
    /// <summary>Longer texts are cut.</summary>
    public const int MaxTextLength = 500;

    /// <summary>What failed, if the server said nothing.</summary>
    public FaultKind Fault { get; private init; }

    /// <summary>The text of all lines.</summary>
    public string Text { get; } = Text.Length <= MaxTextLength ? Text : Text[..MaxTextLength];

    /// <summary>The enhanced status code at the head of the text (RFC 3463), such as <c>5.1.1</c>; null if there is none.</summary>
    public string? EnhancedCode => EnhancedCodePattern().Match(Text) is { Success: true } match ? match.Value : null;

    /// <summary>Whether the server asks to try again: 4xx.</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>Whether the server refuses for good: 5xx.</summary>
    public bool IsPermanent => Code is >= 500 and < 600;

    /// <summary>A fault in place of a reply.</summary>
    public static SmtpReply None(FaultKind fault, string text) => new(0, text) { Fault = fault };

    /// <summary>The same reply or fault with another text.</summary>
    public SmtpReply WithText(string text) => new(Code, text) { Fault = Fault };

    /// <summary>Code and text as the server sent them.</summary>
    public override string ToString() => Code == 0 ? Text : string.Create(CultureInfo.InvariantCulture, $"{Code} {Text}");

    [GeneratedRegex(@"^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")]
    private static partial Regex EnhancedCodePattern();
}
