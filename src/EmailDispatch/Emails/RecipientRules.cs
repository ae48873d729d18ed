namespace EmailDispatch.Emails;

/// <summary>To whom an API key's emails may go, so that a deployment for trials does not write to customers.</summary>
public sealed record RecipientRules
{
    // A list of hundreds of addresses does not belong in an answer.
    private const int MaxShown = 5;

    /// <summary>To anybody.</summary>
    public static RecipientRules None { get; } = new();

    /// <summary>Addresses, and domains as <c>example.com</c> or <c>*.example.com</c>, to which alone emails may go; empty for all.</summary>
    public IReadOnlyList<string> DeliverOnlyTo { get; init; } = [];

    /// <summary>The address that takes the place of all recipients; null for none.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Whether there is anything that is not allowed.</summary>
    public bool IsRestricted => RedirectTo is not null || DeliverOnlyTo.Count > 0;

    /// <summary>Whether an email may go to an address.</summary>
    public bool Allow(string address) => RedirectTo is { } only ? IsSame(only, address) : IsListed(address);

    /// <summary>The rules in words, to follow "may send to".</summary>
    public override string ToString() =>
        RedirectTo ?? string.Join(", ", DeliverOnlyTo.Take(MaxShown)) + (DeliverOnlyTo.Count > MaxShown ? $" and {DeliverOnlyTo.Count - MaxShown} more" : "");

    /// <summary>Whether <see cref="RedirectTo"/> is none of those that <see cref="DeliverOnlyTo"/> allows.</summary>
    internal bool RedirectsElsewhere => RedirectTo is { } address && !IsListed(address);

    /// <summary>Whether an address, or every address of a domain, is among <see cref="DeliverOnlyTo"/>.</summary>
    internal bool IsListedWholly(string pattern) =>
        pattern.Contains('@', StringComparison.Ordinal) ? IsListed(pattern) : DeliverOnlyTo.Count == 0 || (Domains() is { Count: > 0 } domains && DomainPattern.MatchesAnyWholly(domains, pattern));

    /// <summary>Whether all that others allow is allowed here as well.</summary>
    internal bool Include(RecipientRules others) => others.RedirectTo is { } address
        ? Allow(address)
        : RedirectTo is null && (DeliverOnlyTo.Count == 0 || (others.DeliverOnlyTo.Count > 0 && others.DeliverOnlyTo.All(IsListedWholly)));

    internal static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private bool IsListed(string address) =>
        DeliverOnlyTo.Count == 0
        || DeliverOnlyTo.Any(listed => IsSame(listed, address))
        || (Domains() is { Count: > 0 } domains && DomainPattern.MatchesAny(domains, address[(address.LastIndexOf('@') + 1)..]));

    private List<string> Domains() => [.. DeliverOnlyTo.Where(listed => !listed.Contains('@', StringComparison.Ordinal))];
}
