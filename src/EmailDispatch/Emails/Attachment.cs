namespace EmailDispatch.Emails;

/// <summary>A file that travels with an email.</summary>
/// <param name="Filename">The name the recipient sees.</param>
/// <param name="Content">The bytes; may be none.</param>
/// <param name="ContentType">The media type, such as <c>application/pdf</c>.</param>
/// <param name="ContentId">The id by which the HTML body shows it (<c>cid:logo</c>), without angle brackets; null for an ordinary attachment.</param>
public sealed record Attachment(string Filename, byte[] Content, string ContentType, string? ContentId = null)
{
    /// <summary>
    /// The https address from which intake has to fetch the content, and the name and the type where those are empty; null once they are there.
    /// </summary>
    public Uri? Path { get; init; }
}
