using System.Net.Http.Headers;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Attachments;

/// <summary>Name and type of a fetched file, where the request does not tell them.</summary>
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

    /// <summary>The type that the server tells, if a file can have it, else the one that goes with the name.</summary>
    public static string ContentTypeOf(HttpContentHeaders headers, string filename)
    {
        var told = headers.ContentType;
        if (told?.MediaType is not { } type || FileTypes.Normalise(type) is null || !FileTypes.IsOfFile(type) || type.Equals(FileTypes.Default, StringComparison.OrdinalIgnoreCase))
            return FileTypes.Guess(filename);

        return told.CharSet is { Length: > 0 } charset && FileTypes.Normalise($"{type}; charset={charset}") is { } whole ? whole : type;
    }

    /// <summary>No folder, nothing that must not reach a header, and not hidden.</summary>
    private static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. last.Where(c => TextSafety.FindUnsafe(c.ToString()) is null)]).Trim(' ', '.');
        if (clean.Length <= MaxLength)
            return clean;

        // Without half a surrogate pair at the end.
        return clean[..(char.IsHighSurrogate(clean[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
    }
}
