namespace EmailDispatch.Emails;

/// <summary>Restricts the recipients of an API key, so that a test deployment does not send to customers.</summary>
public sealed record RecipientRules
{
    private const int MaxShown = 5;

    public static RecipientRules None { get; } = new();

    /// <summary>The only addresses and domains allowed (<c>example.com</c>, <c>*.example.com</c>); empty for all.</summary>
    public IReadOnlyList<string> DeliverOnlyTo { get; init; } = [];

    /// <summary>The address that replaces all recipients, or null.</summary>
    public string? RedirectTo { get; init; }

    public bool IsRestricted => RedirectTo is not null || DeliverOnlyTo.Count > 0;

    public bool Allow(string address) => RedirectTo is { } only ? IsSame(only, address) : IsListed(address);

    /// <summary>Formats the rules to follow "may send to".</summary>
    public override string ToString() =>
        RedirectTo ?? string.Join(", ", DeliverOnlyTo.Take(MaxShown)) + (DeliverOnlyTo.Count > MaxShown ? $" and {DeliverOnlyTo.Count - MaxShown} more" : "");

    /// <summary>Whether <see cref="DeliverOnlyTo"/> does not allow <see cref="RedirectTo"/>.</summary>
    internal bool RedirectsElsewhere => RedirectTo is { } address && !IsListed(address);

    /// <summary>Whether <see cref="DeliverOnlyTo"/> allows an address, or every address of a domain.</summary>
    internal bool IsListedWholly(string pattern) =>
        pattern.Contains('@', StringComparison.Ordinal) ? IsListed(pattern) : DeliverOnlyTo.Count == 0 || (Domains() is { Count: > 0 } domains && DomainPattern.MatchesAnyWholly(domains, pattern));

    /// <summary>Whether these rules allow everything that <paramref name="others"/> allow.</summary>
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
