namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>The parameters behind a path in MAIL and RCPT (RFC 5321 section 4.1.2).</summary>
internal static class SmtpParameters
{
    /// <summary>Null where the syntax is wrong or a name comes twice.</summary>
    public static IReadOnlyDictionary<string, string?>? Parse(string text)
    {
        var parameters = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, null);
            if (name.Length == 0 || value is "" || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
                return null;
            if (!parameters.TryAdd(name.ToUpperInvariant(), value))
                return null;
        }

        return parameters;
    }
}
