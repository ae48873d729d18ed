using System.Net.Http.Headers;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Attachments;

/// <summary>Name and type of a fetched file, if the request does not have them.</summary>
internal static class AttachmentNames
{
    private const int MaxLength = 255;
    private const string Fallback = "attachment";

    /// <summary>The name in Content-Disposition, RFC 6266, else the last part of the address.</summary>
    public static string FilenameOf(HttpContentHeaders headers, Uri url)
    {
        var disposition = headers.ContentDisposition;
        foreach (var candidate in new[] { disposition?.FileNameStar, disposition?.FileName?.Trim('"'), Uri.UnescapeDataString(url.Segments[^1]) })
        {
            if (Clean(candidate ?? "") is { Length: > 0 } name)
                return name;
        }

        return Fallback;
    }

    /// <summary>The type that the server states, if it can be that of a file, else the one that matches the name.</summary>
    public static string ContentTypeOf(HttpContentHeaders headers, string filename)
    {
        var told = headers.ContentType;
        if (told?.MediaType is not { } type || FileTypes.Normalise(type) is null || !FileTypes.IsOfFile(type) || type.Equals(FileTypes.Default, StringComparison.OrdinalIgnoreCase))
            return FileTypes.Guess(filename);

        return told.CharSet is { Length: > 0 } charset && FileTypes.Normalise($"{type}; charset={charset}") is { } whole ? whole : type;
    }

    /// <summary>Without folder, characters that must not reach a header, and a leading dot.</summary>
    private static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. last.Where(c => TextSafety.FindUnsafe(c.ToString()) is null)]).Trim(' ', '.');
        return clean.Length <= MaxLength ? clean : clean[..(char.IsHighSurrogate(clean[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }
}
