using System.Diagnostics.CodeAnalysis;

namespace EmailDispatch.Emails;

/// <summary>
/// How an email is named to a provider, so that the provider's events lead back to it: <c>{id}_{tenant}</c>, or the id alone. It has
/// letters, digits, hyphens and underscores only, which every provider takes.
/// </summary>
/// <param name="Id">The email's id.</param>
/// <param name="Tenant">Whose email it is; null where that is not told.</param>
public sealed record EmailReference(EmailId Id, string? Tenant)
{
    /// <summary>What the reference is called at providers.</summary>
    public const string Key = "email_dispatch";

    // The smallest limit of a provider: Postmark's, for the value of a metadata field.
    private const int MaxLength = 80;

    private const int IdLength = 36;

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
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

    /// <summary>Reads the Message-ID that an email is sent with: <c>&lt;{id}@{domain}&gt;</c>.</summary>
    public static bool TryParseMessageId(string? text, [NotNullWhen(true)] out EmailReference? reference)
    {
        var plain = text?.Trim().TrimStart('<') ?? "";
        var at = plain.IndexOf('@', StringComparison.Ordinal);
        return TryParse(at == IdLength ? plain[..at] : null, out reference);
    }

    /// <summary>The reference as text; without the tenant where it would be too long with it.</summary>
    public override string ToString() => Tenant is not null && IdLength + 1 + Tenant.Length <= MaxLength ? $"{Id}_{Tenant}" : Id.ToString();
}
