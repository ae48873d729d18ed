namespace EmailDispatch.Emails;

public static class UnsubscribeHeaders
{
    /// <summary>RFC 2369 section 3.2.</summary>
    public const string Name = "List-Unsubscribe";

    /// <summary>RFC 8058 section 3.1.</summary>
    public const string PostName = "List-Unsubscribe-Post";

    private const string OneClick = "List-Unsubscribe=One-Click";

    /// <summary>Returns the headers of an email; one-click needs an https URL.</summary>
    public static IEnumerable<EmailHeader> Of(Email email)
    {
        var addresses = new[] { email.UnsubscribeUrl, email.UnsubscribeMailto }.OfType<string>().Select(address => $"<{address}>").ToList();
        if (addresses.Count > 0)
            yield return new EmailHeader(Name, string.Join(", ", addresses));
        if (email.UnsubscribeUrl is not null)
            yield return new EmailHeader(PostName, OneClick);
    }

    /// <summary>Whether an email has an unsubscribe address, in its fields or a custom header.</summary>
    public static bool IsIn(Email email) => Of(email).Concat(email.Headers).Any(header => header.Name.Equals(Name, StringComparison.OrdinalIgnoreCase));
}
