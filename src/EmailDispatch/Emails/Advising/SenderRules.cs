namespace EmailDispatch.Emails.Advising;

internal static class SenderRules
{
    private static readonly HashSet<string> NoReplyWords = ["noreply", "donotreply", "dontreply", "doesnotreply", "neverreply", "noresponse"];

    /// <summary>Whether the local part means no-reply: <c>no-reply</c>, <c>news.noreply2</c>, <c>do_not_reply</c>; not <c>casino-reply</c>.</summary>
    public static bool IsNoReply(EmailAddress from)
    {
        var localPart = from.Address[..from.Address.LastIndexOf('@')].ToLowerInvariant();
        var parts = new string([.. localPart.Select(c => char.IsLetter(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var first = 0; first < parts.Length; first++)
        {
            // At most three words: do, not, reply.
            for (var count = 1; count <= 3 && first + count <= parts.Length; count++)
            {
                if (NoReplyWords.Contains(string.Concat(parts.Skip(first).Take(count))))
                    return true;
            }
        }

        return false;
    }

    public static bool HasAddressAsName(EmailAddress from) =>
        from.Name is { } name
        && name.Contains('@', StringComparison.Ordinal)
        && name.Split(' ').Any(word => EmailAddressParser.TryParse(word.Trim('<', '>', '(', ')', '[', ']', '"', '\'', ',', ';', ':'), out _, out _));
}
