namespace EmailDispatch.Emails;

/// <summary>
/// A list of addresses in one text (RFC 5322 section 3.4), divided at its commas: not in quotation marks, comments, angle brackets or encoded
/// words. A semicolon divides too, so that it can be told from a part of an address.
/// </summary>
/// <param name="Addresses">The addresses, as they stand there; empty ones (<c>a, , b</c>) are left out.</param>
/// <param name="HasSemicolon">Whether a semicolon divides it.</param>
/// <param name="IsClosed">Whether everything that opens closes again.</param>
internal sealed record AddressList(IReadOnlyList<string> Addresses, bool HasSemicolon, bool IsClosed)
{
    /// <summary>Divides a list, up to a number of addresses: that of a stranger may be as long as a request.</summary>
    public static AddressList Of(string text, int atMost)
    {
        var addresses = new List<string>();
        var (start, comments, isQuoted, isInBrackets, hasSemicolon) = (0, 0, false, false, false);
        for (var n = 0; n < text.Length && addresses.Count < atMost; n++)
        {
            switch (text[n])
            {
                case '\\' when isQuoted || comments > 0: n++; break;
                case '"' when comments == 0: isQuoted = !isQuoted; break;
                case '(' when !isQuoted && !isInBrackets: comments++; break;
                case ')' when !isQuoted && comments > 0: comments--; break;
                case '<' when !isQuoted && comments == 0: isInBrackets = true; break;
                case '>' when !isQuoted && comments == 0: isInBrackets = false; break;
                case '=' when !isQuoted && comments == 0: n += Math.Max(EncodedPhrase.LengthAt(text, n), 1) - 1; break;
                case ',' or ';' when !isQuoted && comments == 0 && !isInBrackets:
                    hasSemicolon |= text[n] == ';';
                    Add(text[start..n]);
                    start = n + 1;
                    break;
            }
        }

        if (addresses.Count < atMost)
            Add(text[start..]);
        return new AddressList(addresses, hasSemicolon, !isQuoted && comments == 0 && !isInBrackets);

        void Add(string address)
        {
            if (!string.IsNullOrWhiteSpace(address))
                addresses.Add(address);
        }
    }
}
