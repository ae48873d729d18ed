namespace EmailDispatch.Emails;

/// <summary>
/// A list of addresses in one string (RFC 5322 section 3.4), split at commas and semicolons outside quotation marks, comments, angle brackets and
/// encoded words. Empty addresses (<c>a, , b</c>) are omitted; <paramref name="IsClosed"/> is false if a quotation mark or bracket is open.
/// </summary>
internal sealed record AddressList(IReadOnlyList<string> Addresses, bool HasSemicolon, bool IsClosed)
{
    /// <summary>Splits a list, up to a maximum number of addresses, because a list can be as long as a request.</summary>
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
