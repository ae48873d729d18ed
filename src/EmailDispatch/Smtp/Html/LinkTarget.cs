using System.Text;

namespace EmailDispatch.Smtp.Html;

/// <summary>The target of a link, as readers of plain text can use it.</summary>
internal static class LinkTarget
{
    private static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:"];

    /// <returns>The address without spaces; null if there is nothing to open, such as a script or a place on the same page.</returns>
    public static string? Of(string href)
    {
        var address = new StringBuilder(href.Length);
        foreach (var character in href.AsSpan().Trim())
        {
            // Browsers remove line breaks and tabs, and encode spaces.
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
