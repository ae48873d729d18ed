using System.Net.Http.Headers;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Attachments;

/// <summary>Determines the name and type of a fetched file if the request does not give them.</summary>
internal static class AttachmentNames
{
    private const int MaxLength = 255;
    private const string Fallback = "attachment";

    /// <summary>The name from Content-Disposition (RFC 6266), or else the last part of the URL.</summary>
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

    /// <summary>The type the server states, if it is one a file can have, or else the type that matches the name.</summary>
    public static string ContentTypeOf(HttpContentHeaders headers, string filename)
    {
        var told = headers.ContentType;
        if (told?.MediaType is not { } type || FileTypes.Normalise(type) is null || !FileTypes.IsOfFile(type) || type.Equals(FileTypes.Default, StringComparison.OrdinalIgnoreCase))
            return FileTypes.Guess(filename);

        return told.CharSet is { Length: > 0 } charset && FileTypes.Normalise($"{type}; charset={charset}") is { } whole ? whole : type;
    }

    /// <summary>Removes the folder, characters that must not reach a header, and leading dots.</summary>
    private static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. last.Where(c => TextSafety.FindUnsafe(c.ToString()) is null)]).Trim(' ', '.');
        return clean.Length <= MaxLength ? clean : clean[..(char.IsHighSurrogate(clean[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }
}
