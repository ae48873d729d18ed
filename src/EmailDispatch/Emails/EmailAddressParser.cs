using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

/// <summary>
/// Reads one mailbox: <c>a@example.com</c>, <c>Name &lt;a@example.com&gt;</c> or <c>"Name, quoted" &lt;a@example.com&gt;</c>. Rejects what providers
/// would reject: groups, comments, source routes, address literals, single-label domains, and lengths above those of RFC 5321 section 4.5.3.1. The
/// result has an ASCII domain and no unneeded quotation marks, so one mailbox has one address.
/// </summary>
public static class EmailAddressParser
{
    private const int MaxLocalPartOctets = 64;
    private const int MaxAddressOctets = 254;
    private const int MaxNameLength = 500;

    private const string NotInPhrase = ",;>[]";

    // RFC 5322 section 3.2.3: atext besides letters and digits.
    internal const string AtomSpecials = "!#$%&'*+-/=?^_`{|}~";

    /// <summary>Reads a mailbox. A <paramref name="fault"/> is a sentence without its subject, the field name.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EmailAddress? mailbox, [NotNullWhen(false)] out string? fault)
    {
        mailbox = null;
        if (TextSafety.FindUnsafe(text) is { } unsafeCharacter)
        {
            fault = $"must not contain {unsafeCharacter}";
            return false;
        }

        // Copied addresses often have spaces around them.
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            fault = "must not be empty";
            return false;
        }

        if (!trimmed.EndsWith('>'))
            return TryAccept(trimmed, name: null, out mailbox, out fault);

        return TrySplitName(trimmed, out var name, out var address, out fault) && TryAccept(address, name, out mailbox, out fault);
    }

    private static bool TryAccept(string address, string? name, out EmailAddress? mailbox, [NotNullWhen(false)] out string? fault)
    {
        mailbox = null;
        address = address.Trim();
        fault = FindFault(address, out var domain);
        if (fault is null)
            mailbox = new EmailAddress($"{WithoutNeedlessQuotes(address[..address.LastIndexOf('@')])}@{domain}", name);
        return fault is null;
    }

    /// <summary>Removes unneeded quotation marks and backslashes from a local part (RFC 5321 section 4.1.2).</summary>
    internal static string WithoutNeedlessQuotes(string localPart)
    {
        if (!localPart.StartsWith('"') || !TryReadQuoted(localPart, out var content, out var end) || end != localPart.Length || content.Length == 0)
            return localPart;
        return FindAtomFault(content) is null ? content : $"\"{content.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    private static bool TrySplitName(
        string text, out string? name, [NotNullWhen(true)] out string? address, [NotNullWhen(false)] out string? fault)
    {
        (name, address, fault) = (null, null, null);

        if (!TryReadPhrase(text, out var phrase, out var open, out fault))
            return false;

        name = phrase;
        if (name.Length > MaxNameLength)
        {
            fault = string.Create(CultureInfo.InvariantCulture, $"has a display name of {name.Length} characters; at most {MaxNameLength} are allowed");
            return false;
        }

        name = name.Length == 0 ? null : name;
        address = text[(open + 1)..^1];
        return true;
    }

    /// <summary>
    /// Reads the display name before the angle bracket (RFC 5322 section 3.2.5, with the dots of the obsolete form). Commas and semicolons must be
    /// quoted, because they separate addresses. Encoded words are decoded outside quotation marks (RFC 2047 section 5).
    /// </summary>
    private static bool TryReadPhrase(string text, out string phrase, out int open, [NotNullWhen(false)] out string? fault)
    {
        var words = new StringBuilder();
        var bare = new StringBuilder();
        phrase = "";
        for (open = 0; open < text.Length && text[open] != '<';)
        {
            if (text[open] == '"')
            {
                if (!TryReadQuoted(text.AsSpan(open), out var content, out var end))
                {
                    fault = "has a display name whose quotation mark is not closed";
                    return false;
                }

                words.Append(EncodedPhrase.Decode(bare.ToString())).Append(content);
                bare.Clear();
                open += end;
            }
            else if (EncodedPhrase.LengthAt(text, open) is > 0 and var length)
            {
                bare.Append(text, open, length);
                open += length;
            }
            else if (NotInPhrase.Contains(text[open], StringComparison.Ordinal))
            {
                fault = $"has a display name with {TextSafety.Show(new Rune(text[open]))} in it; put the name in quotation marks: \"Doe, Jane\" <jane@example.com>";
                return false;
            }
            else
            {
                bare.Append(text[open++]);
            }
        }

        var decoded = words.Append(EncodedPhrase.Decode(bare.ToString())).ToString();
        phrase = decoded.Trim();
        fault = open == text.Length ? "has a closing angle bracket without an opening one"
            : TextSafety.FindUnsafe(decoded) is { } character ? $"has a display name with {character} in it"
            : null;
        return fault is null;
    }

    private static bool TryReadQuoted(ReadOnlySpan<char> text, [NotNullWhen(true)] out string? content, out int end)
    {
        var builder = new StringBuilder();
        for (end = 1; end < text.Length; end++)
        {
            if (text[end] == '\\' && end + 1 < text.Length)
            {
                builder.Append(text[++end]);
            }
            else if (text[end] == '"')
            {
                end++;
                content = builder.ToString();
                return true;
            }
            else
            {
                builder.Append(text[end]);
            }
        }

        content = null;
        return false;
    }

    private static string? FindFault(string address, out string? domain)
    {
        domain = null;
        var at = address.LastIndexOf('@');
        if (at < 0)
            return "must be an email address: it has no @";
        if (at == 0)
            return "must have something before the @";
        if (Encoding.UTF8.GetByteCount(address) > MaxAddressOctets)
            return $"must be at most {MaxAddressOctets} octets long";

        if ((FindLocalPartFault(address[..at]) ?? FindDomainFault(address[(at + 1)..], out domain)) is { } fault)
            return fault;

        // The ASCII form of the domain can be longer.
        return Encoding.UTF8.GetByteCount(address[..at]) + 1 + domain!.Length > MaxAddressOctets ? $"must be at most {MaxAddressOctets} octets long" : null;
    }

    private static string? FindLocalPartFault(string localPart)
    {
        if (Encoding.UTF8.GetByteCount(localPart) > MaxLocalPartOctets)
            return $"must have at most {MaxLocalPartOctets} octets before the @";

        if (TextSafety.HasEncodedWord(localPart))
            return "must not have an encoded word (=?…?=) before the @; only a display name can be encoded";

        if (localPart[0] != '"')
            return FindAtomFault(localPart);
        if (!TryReadQuoted(localPart, out var content, out var end) || end != localPart.Length || content.Length == 0)
            return "has a quoted local part that is empty or whose quotation marks do not match";

        // Software that ignores quotation marks would read a different address.
        foreach (var rune in content.EnumerateRunes())
        {
            if (rune.Value is '<' or '>' || (!rune.IsAscii && (Rune.IsWhiteSpace(rune) || IsInvisible(rune))))
                return $"must not have {TextSafety.Show(rune)} before the @, not even in quotation marks";
        }

        return null;
    }

    private static string? FindAtomFault(string localPart)
    {
        if (localPart[0] == '.' || localPart[^1] == '.' || localPart.Contains("..", StringComparison.Ordinal))
            return "must not have a dot at the beginning or the end of the part before the @, nor two in a row";

        foreach (var rune in localPart.EnumerateRunes())
        {
            // RFC 6531 section 3.3 extends atext by all non-ASCII characters.
            var allowed = rune.IsAscii
                ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '.' || AtomSpecials.Contains((char)rune.Value, StringComparison.Ordinal)
                : !Rune.IsWhiteSpace(rune) && !IsInvisible(rune);
            if (!allowed)
                return $"must not have {TextSafety.Show(rune)} before the @";
        }

        return null;
    }

    /// <summary>
    /// Whether a character is invisible, which makes one address look like another. Joiners are allowed, because letters and emoji need them.
    /// </summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format && rune.Value is not (0x200C or 0x200D);

    private static string? FindDomainFault(string domain, out string? ascii)
    {
        ascii = null;
        if (domain.Length == 0)
            return "must have a domain after the @";
        if (domain[0] == '[')
            return "must have a domain name after the @, not an address literal";
        if (domain[0] == '.' || domain[^1] == '.' || domain.Contains("..", StringComparison.Ordinal))
            return "must not have a dot at the beginning or the end of the domain, nor two in a row";

        foreach (var rune in domain.EnumerateRunes())
        {
            if (IsInvisible(rune))
                return $"must not have {TextSafety.Show(rune)} in the domain";
        }

        // Also rejects spaces, underscores, hyphens at the start or end of a label, and labels above 63 octets.
        if (!DomainName.TryToAscii(domain, out ascii))
            return $"has a domain, {domain}, that is not a valid host name";

        var lastDot = ascii.LastIndexOf('.');
        if (lastDot < 0)
            return "must have a full domain after the @, such as example.com";
        if (ascii.AsSpan(lastDot + 1).IndexOfAnyExceptInRange('0', '9') < 0)
            return "must have a domain name after the @, not an IP address";

        return null;
    }
}
