using System.Buffers;

namespace MimeKit.Encodings;

/// <summary>The character classes of the mail RFCs. Bytes above 127 count as atom characters (RFC 6532 section 3.2).</summary>
internal static class Characters
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> Atom = SearchValues.Create(Alphanumeric + "!#$%&'*+-/=?^_`{|}~");
    private static readonly SearchValues<char> EncodedPhraseSafe = SearchValues.Create(Alphanumeric + "!*+-/");
    private static readonly SearchValues<char> EncodedTextUnsafe = SearchValues.Create("()<>@,;:\"/[]?.=_");
    private static readonly SearchValues<char> TokenUnsafe = SearchValues.Create("()<>@,;:\\\"[]?=");
    private static readonly SearchValues<char> AttributeUnsafe = SearchValues.Create("()<>@,;:\\\"/[]?=*'%");

    public static bool IsControl(char c) => c is < ' ' or >= '\x7f';

    public static bool IsBlank(char c) => c is ' ' or '\t';

    public static bool IsWhiteSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    /// <summary>atext of RFC 5322 section 3.2.3, ASCII only.</summary>
    public static bool IsAtom(char c) => Atom.Contains(c);

    /// <summary>specials of RFC 5322 section 3.2.3.</summary>
    public static bool IsSpecial(char c) => c is '(' or ')' or '<' or '>' or '@' or ',' or ';' or ':' or '\\' or '"' or '.' or '[' or ']';

    public static bool IsAtomOrInternational(char c) => c > '\x7f' || Atom.Contains(c);

    /// <summary>attribute-char of RFC 2231 section 7.</summary>
    public static bool IsAttribute(char c) => c is > ' ' and < '\x7f' && !AttributeUnsafe.Contains(c);

    /// <summary>A token of RFC 2045 section 5.1, and the slash that some subtypes in the wild have.</summary>
    public static bool IsSubtype(char c) => c is > ' ' and < '\x7f' && !TokenUnsafe.Contains(c);

    public static bool IsFieldName(char c) => c is > ' ' and < '\x7f' and not ':';

    /// <summary>What may stand for itself in the "Q" encoding of RFC 2047: rule 3 of section 5 for phrases, rule 1 for text.</summary>
    public static bool IsEncodedWordSafe(char c, bool phrase)
        => phrase ? EncodedPhraseSafe.Contains(c) : c is >= ' ' and < '\x7f' && !EncodedTextUnsafe.Contains(c);

    /// <summary>What may stand for itself in quoted-printable (RFC 2045 section 6.7), ends of lines aside.</summary>
    public static bool IsQuotedPrintableSafe(byte c) => c is (byte)'\t' or (>= 32 and < 127 and not (byte)'=');

    public static bool IsInternational(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\x7f');
}
