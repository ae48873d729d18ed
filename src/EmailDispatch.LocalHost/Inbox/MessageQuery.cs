using System.Globalization;
using EmailDispatch.LocalHost.Inbox.Mail;
using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>Which emails a request is about. Texts match any part of a value, in any case; <c>Search</c> is words that all have to match somewhere.</summary>
internal sealed record MessageQuery(
    long After, string? To, string? From, string? Subject, string? Text, string[] Search, DateTimeOffset? Since, TimeSpan Wait)
{
    private const int MaxWaitSeconds = 30;

    private static readonly string[] Filters = ["to", "from", "subject", "text", "search", "since"];
    private static readonly string[] Listing = ["after", "wait"];

    /// <summary>Reads the query, or returns what is wrong with it: a misspelled or empty filter would match every email.</summary>
    public static MessageQuery? Read(IQueryCollection query, bool listing, out string? fault)
    {
        string[] known = listing ? [.. Filters, .. Listing] : Filters;
        fault = query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown
                ? $"Unknown parameter '{unknown}'. Known: {string.Join(", ", known)}."
            : query.FirstOrDefault(parameter => parameter.Value is not [{ } value] || string.IsNullOrWhiteSpace(value)).Key is { } empty
                ? $"{empty} must have one value."
            : null;
        if (fault is not null)
            return null;

        long after = 0;
        DateTimeOffset since = default;
        var wait = 0;
        if (One("after") is { } number && !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            fault = "after must be the number of an email.";
        else if (One("wait") is { } seconds && (!int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out wait) || wait > MaxWaitSeconds))
            fault = $"wait must be a number of seconds, at most {MaxWaitSeconds}.";
        // A + that is not escaped is a space in a query.
        else if (One("since")?.Replace(' ', '+') is { } time
            && !DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out since))
            fault = "since must be a time such as 2026-12-01T09:00:00Z.";
        return fault is not null ? null : new MessageQuery(
            after, One("to"), One("from"), One("subject"), One("text") is { } text ? ParsedEmail.Collapse(text) : null,
            One("search")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [], One("since") is null ? null : since, TimeSpan.FromSeconds(wait));

        string? One(string name) => query.TryGetValue(name, out var value) ? (string?)value : null;
    }

    public bool Matches(ReceivedEmail email) =>
        email.Number > After && (Since is null || email.ReceivedAt >= Since)
        && (To is null || IsTo(email, To)) && (From is null || IsFrom(email, From))
        && (Subject is null || Contains(ParsedEmail.Of(email).Subject, Subject))
        && (Text is null || Contains(ParsedEmail.Of(email).SearchText, Text))
        && Search.All(word => Contains(ParsedEmail.Of(email).Subject, word) || IsTo(email, word) || IsFrom(email, word)
            || Contains(ParsedEmail.Of(email).SearchText, word));

    private static bool IsTo(ReceivedEmail email, string text) =>
        email.Recipients.Any(recipient => Contains(recipient.Address, text))
        || ParsedEmail.Of(email) is var parsed && parsed.To.Concat(parsed.Cc).Any(address => address.Contains(text));

    private static bool IsFrom(ReceivedEmail email, string text) =>
        Contains(email.Sender, text) || ParsedEmail.Of(email).From.Any(address => address.Contains(text));

    private static bool Contains(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
