using System.Diagnostics.CodeAnalysis;

namespace EmailDispatch.Emails;

/// <summary>
/// The name of an email at a provider, so the provider's events lead back to it: <c>{id}_{tenant}</c>, or only the id. It consists of letters,
/// digits, hyphens and underscores, which every provider accepts. <paramref name="Tenant"/> is null if it is unknown.
/// </summary>
public sealed record EmailReference(EmailId Id, string? Tenant)
{
    /// <summary>The field name of the reference at providers.</summary>
    public const string Key = "email_dispatch";

    // The smallest limit of any provider: Postmark's, for metadata values.
    private const int MaxLength = 80;

    private const int IdLength = 36;

    /// <summary>Parses the format of <see cref="ToString"/>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailReference? reference)
    {
        reference = null;
        if (text is null || text.Length is < IdLength or > MaxLength || !EmailId.TryParse(text[..IdLength].ToLowerInvariant(), out var id))
            return false;

        var rest = text[IdLength..];
        if (rest.Length > 0 && (rest[0] != '_' || rest.Length == 1 || !rest.AsSpan(1).ToString().All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
            return false;

        reference = new EmailReference(id, rest.Length > 0 ? rest[1..] : null);
        return true;
    }

    /// <summary>Parses the Message-ID of an email: <c>&lt;{id}@{domain}&gt;</c>.</summary>
    public static bool TryParseMessageId(string? text, [NotNullWhen(true)] out EmailReference? reference)
    {
        var plain = text?.Trim().TrimStart('<') ?? "";
        var at = plain.IndexOf('@', StringComparison.Ordinal);
        return TryParse(at == IdLength ? plain[..at] : null, out reference);
    }

    /// <summary>Formats the reference, without the tenant if it would be too long.</summary>
    public override string ToString() => Tenant is not null && IdLength + 1 + Tenant.Length <= MaxLength ? $"{Id}_{Tenant}" : Id.ToString();
}
