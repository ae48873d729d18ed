using System.Text;
using System.Text.Json;
using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

internal static class AttachmentReader
{
    private const int MaxFilenameLength = 255;
    private const int MaxContentTypeLength = 255;
    private const int MaxContentIdLength = 128;
    private const int MaxPathLength = 2_000;

    private static readonly string[] Known = ["filename", "content", "path", "content_type", "content_id", "inline_content_id"];

    public static Attachment? Read(JsonElement element, string field, JsonFields fields)
    {
        if (fields.IsFull || !fields.IsObject(element, field, "an object with filename and content, or path"))
            return null;

        var errorsBefore = fields.Errors.Count;
        string? filename = null, contentType = null, contentId = null;
        AttachmentContent? content = null;
        Uri? url = null;
        var (hasFilename, hasContent, hasPath) = (false, false, false);

        foreach (var (name, path, value) in fields.MembersOf(element, field))
        {
            if (name != "content" && JsonFields.IsEmptyText(value))
                continue;

            // Version 4 of the Node SDK sends contentType.
            switch (name == "contentType" ? "content_type" : name)
            {
                case "filename":
                    hasFilename = true;
                    filename = fields.Line(value, path, MaxFilenameLength);
                    if (filename is { } line && string.IsNullOrWhiteSpace(line))
                        fields.Refuse(path, "must not be empty");
                    break;
                case "content":
                    hasContent = true;
                    content = ContentReader.Read(value, path, fields);
                    break;
                case "path":
                    hasPath = true;
                    url = ReadPath(value, path, fields);
                    break;
                case "content_type":
                    contentType = ReadContentType(value, path, contentType, fields);
                    break;
                case "content_id":
                    contentId = ReadContentId(value, path, contentId, fields);
                    break;
                case "inline_content_id":
                    contentId = ReadContentId(value, path, contentId, fields);
                    break;
                default:
                    fields.RefuseUnknown(path, name, Known, "; an attachment has filename, content or path, content_type and content_id");
                    break;
            }
        }

        if (fields.IsFull)
            return null;

        // Many clients send empty fields.
        hasContent &= !hasPath || content is not { Bytes.Length: 0 };
        if (!hasFilename && !hasPath)
            fields.Refuse($"{field}.filename", "is required");
        if (!hasContent && !hasPath)
            fields.Refuse($"{field}.content", "is required without path; an empty file has the content \"\"");
        if (hasContent && hasPath)
            fields.Refuse($"{field}.path", "must not be given together with content");
        if (fields.Errors.Count > errorsBefore)
            return null;

        contentType ??= content?.Type;
        if (url is not null)
            return new Attachment(filename ?? "", [], contentType ?? "", contentId) { Path = url };
        return new Attachment(filename!, content!.Bytes, contentType ?? FileTypes.Guess(filename!), contentId);
    }

    private static Uri? ReadPath(JsonElement value, string path, JsonFields fields)
    {
        if (fields.Line(value, path, MaxPathLength) is not { } text)
            return null;

        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && ToPlainHttps(url) is { } plain)
            return plain;

        fields.Refuse(path, "must be an absolute https URL without user name and password");
        return null;
    }

    /// <summary>Returns the URL with its host in ASCII; null if it is not https, has credentials or an invalid host.</summary>
    internal static Uri? ToPlainHttps(Uri url)
    {
        if (url.Scheme != Uri.UriSchemeHttps || url.UserInfo.Length > 0 || url.Host.Length == 0)
            return null;
        if (Ascii.IsValid(url.Host))
            return url;
        return DomainName.TryToAscii(url.Host, out var ascii) ? new UriBuilder(url) { Host = ascii }.Uri : null;
    }

    /// <summary>Reads the type. The field has two names; <paramref name="other"/> is the value already read under the other name.</summary>
    private static string? ReadContentType(JsonElement value, string path, string? other, JsonFields fields)
    {
        if (fields.Line(value, path, MaxContentTypeLength) is not { } text)
            return null;

        var type = FileTypes.Read(text, path, fields);
        if (type is not null && other is not null && other != type)
            fields.Refuse(path, "must be the same as the other; content_type and contentType are two names of one field");
        return type;
    }

    private static string? ReadContentId(JsonElement value, string path, string? other, JsonFields fields)
    {
        if (fields.Line(value, path, MaxContentIdLength) is not { } text)
            return null;

        var id = text.StartsWith('<') && text.EndsWith('>') && text.Length > 2 ? text[1..^1] : text;
        if (id.Split('@') is { Length: <= 2 } parts && parts.All(IsDotAtom) && !TextSafety.HasEncodedWord(id))
        {
            if (other is not null && other != id)
                fields.Refuse(path, "must be the same as the other; content_id and inline_content_id are two names of one field");
            return id;
        }

        fields.Refuse(path, "must be of the form name or name@domain, of ASCII letters, digits, single dots and !#$%&'*+-/=?^_`{|}~");
        return null;
    }

    // RFC 5322 section 3.6.4, without the obsolete forms, which servers drop or change.
    private static bool IsDotAtom(string text) => text.Split('.').All(atom =>
        atom.Length > 0 && atom.All(c => char.IsAsciiLetterOrDigit(c) || EmailAddressParser.AtomSpecials.Contains(c, StringComparison.Ordinal)));
}
