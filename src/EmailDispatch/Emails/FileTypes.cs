using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;

namespace EmailDispatch.Emails;

internal static class FileTypes
{
    public const string Default = "application/octet-stream";

    private const int MaxNameLength = 127;

    // RFC 6838 section 4.2, after a letter or a digit.
    private const string NameSpecials = "!#$&-^_.+";

    private static readonly FileExtensionContentTypeProvider ByExtension = new();

    /// <summary>Normalizes a media type; returns null if MIME does not allow it. HTTP allows more, such as repeated parameters.</summary>
    public static string? Normalise(string text)
    {
        if (!Ascii.IsValid(text) || TextSafety.HasEncodedWord(text) || !MediaTypeHeaderValue.TryParse(text, out var type) || type.MediaType is not { } name)
            return null;
        if (name.Split('/') is not { Length: 2 } names || !names.All(IsName))
            return null;

        var parameters = type.Parameters.Select(parameter => parameter.Name).ToList();
        return parameters.All(IsName) && parameters.Distinct(StringComparer.OrdinalIgnoreCase).Count() == parameters.Count && type.Parameters.All(parameter => parameter.Value is not null)
            ? type.ToString()
            : null;
    }

    /// <summary>Reads the type of a file; null, with an error, if it is invalid.</summary>
    public static string? Read(string text, string field, JsonFields fields)
    {
        if (Normalise(text) is not { } type)
            fields.Refuse(field, "must be a media type such as application/pdf");
        else if (!IsOfFile(type))
            fields.Refuse(field, $"must not be {WithoutParameters(type)}: a multipart or message type cannot be a file; use {Default} with a filename such as mail.eml, by which mail programs open it");
        else
            return type;

        return null;
    }

    /// <summary>Whether a type can be a file's: not one that contains other parts, which must not be in base64 (RFC 2046 section 5).</summary>
    public static bool IsOfFile(string type) =>
        !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("message/", StringComparison.OrdinalIgnoreCase);

    public static string WithoutParameters(string type) => type.Split(';')[0].Trim();

    public static string Guess(string filename) =>
        ByExtension.TryGetContentType(filename, out var type) && IsOfFile(type) ? type : Default;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || NameSpecials.Contains(c, StringComparison.Ordinal));
}
