using System.Text;

namespace EmailDispatch.Smtp.Html;

/// <summary>Where a link leads, as a reader of plain text can use it.</summary>
internal static class LinkTarget
{
    private static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:"];

    /// <param name="href">The value of the attribute.</param>
    /// <returns>The address in one word; null where there is nothing to open, such as a script or a place in the same page.</returns>
    public static string? Of(string href)
    {
        var address = new StringBuilder(href.Length);
        foreach (var character in href.AsSpan().Trim())
        {
            // Browsers take line breaks and tabs out, and encode a space.
            if (character == ' ')
                address.Append("%20");
            else if (!char.IsControl(character) && !char.IsWhiteSpace(character))
                address.Append(character);
        }

        var target = address.ToString();
        if (target.StartsWith("//", StringComparison.Ordinal) && target.Length > 2)
            return $"https:{target}";
        return Array.Exists(Schemes, scheme => target.Length > scheme.Length && target.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) ? target : null;
    }
}
