namespace EmailDispatch.Emails.Advising;

/// <summary>What an author's address and name tell.</summary>
internal static class SenderRules
{
    private static readonly HashSet<string> NoReplyWords = ["noreply", "donotreply", "dontreply", "doesnotreply", "neverreply", "noresponse"];

    /// <summary>
    /// Whether whole parts of the local part, with or without separators between them, say that answers are not read:
    /// <c>no-reply</c>, <c>news.noreply2</c>, <c>do_not_reply</c>; but not <c>casino-reply</c>.
    /// </summary>
    public static bool IsNoReply(EmailAddress from)
    {
        var localPart = from.Address[..from.Address.LastIndexOf('@')].ToLowerInvariant();
        var parts = new string([.. localPart.Select(c => char.IsLetter(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var first = 0; first < parts.Length; first++)
        {
            // Three words are the most: do, not, reply.
            for (var count = 1; count <= 3 && first + count <= parts.Length; count++)
            {
                if (NoReplyWords.Contains(string.Concat(parts.Skip(first).Take(count))))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether the display name is an address, or has one among its words.</summary>
    public static bool HasAddressAsName(EmailAddress from) =>
        from.Name is { } name
        && name.Contains('@', StringComparison.Ordinal)
        && name.Split(' ').Any(word => EmailAddressParser.TryParse(word.Trim('<', '>', '(', ')', '[', ']', '"', '\'', ',', ';', ':'), out _, out _));
}
