using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.StaticFiles;

namespace EmailDispatch.Emails;

/// <summary>The media types that an attached file can have.</summary>
internal static class FileTypes
{
    /// <summary>That of a file of which nothing is known.</summary>
    public const string Default = "application/octet-stream";

    private const int MaxNameLength = 127;

    // RFC 6838 section 4.2, after a letter or a digit.
    private const string NameSpecials = "!#$&-^_.+";

    private static readonly FileExtensionContentTypeProvider ByExtension = new();

    /// <summary>A media type in one form; null where it is none that can be written into a message.</summary>
    /// <remarks>HTTP allows more than MIME does: a type that begins with a dot, the same parameter twice.</remarks>
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

    /// <summary>Reads the type of a file; null, and a fault noted, where it is none.</summary>
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

    /// <summary>Whether it is one of a file: RFC 2046 section 5 has types that hold other parts, which base64 must not wrap.</summary>
    public static bool IsOfFile(string type) =>
        !type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && !type.StartsWith("message/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The type alone.</summary>
    public static string WithoutParameters(string type) => type.Split(';')[0].Trim();

    /// <summary>The type that goes with a name.</summary>
    public static string Guess(string filename) =>
        ByExtension.TryGetContentType(filename, out var type) && IsOfFile(type) ? type : Default;

    private static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || NameSpecials.Contains(c, StringComparison.Ordinal));
}
