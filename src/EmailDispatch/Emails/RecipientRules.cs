namespace EmailDispatch.Emails;

/// <summary>The recipients that an API key may send to, so that a test deployment does not write to customers.</summary>
public sealed record RecipientRules
{
    private const int MaxShown = 5;

    /// <summary>No restriction.</summary>
    public static RecipientRules None { get; } = new();

    /// <summary>The only allowed addresses and domains (<c>example.com</c>, <c>*.example.com</c>); empty for all.</summary>
    public IReadOnlyList<string> DeliverOnlyTo { get; init; } = [];

    /// <summary>The address that replaces all recipients, or null.</summary>
    public string? RedirectTo { get; init; }

    /// <summary>Whether there is a restriction.</summary>
    public bool IsRestricted => RedirectTo is not null || DeliverOnlyTo.Count > 0;

    /// <summary>Whether an email may go to an address.</summary>
    public bool Allow(string address) => RedirectTo is { } only ? IsSame(only, address) : IsListed(address);

    /// <summary>The rules as text after "may send to".</summary>
    public override string ToString() =>
        RedirectTo ?? string.Join(", ", DeliverOnlyTo.Take(MaxShown)) + (DeliverOnlyTo.Count > MaxShown ? $" and {DeliverOnlyTo.Count - MaxShown} more" : "");

    /// <summary>Whether <see cref="DeliverOnlyTo"/> does not allow <see cref="RedirectTo"/>.</summary>
    internal bool RedirectsElsewhere => RedirectTo is { } address && !IsListed(address);

    /// <summary>Whether <see cref="DeliverOnlyTo"/> allows an address, or every address of a domain.</summary>
    internal bool IsListedWholly(string pattern) =>
        pattern.Contains('@', StringComparison.Ordinal) ? IsListed(pattern) : DeliverOnlyTo.Count == 0 || (Domains() is { Count: > 0 } domains && DomainPattern.MatchesAnyWholly(domains, pattern));

    /// <summary>Whether these rules allow everything that others allow.</summary>
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
