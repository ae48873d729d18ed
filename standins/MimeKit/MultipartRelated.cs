using System.Diagnostics.CodeAnalysis;
using MimeKit.Utils;

namespace MimeKit;

/// <summary>RFC 2387: a root, and the parts that it refers to.</summary>
public class MultipartRelated : Multipart
{
    public MultipartRelated()
        : base("related")
    {
    }

    public MultipartRelated(params object[] args)
        : base("related", args)
    {
    }

    [DisallowNull]
    public MimeEntity? Root
    {
        get => Count == 0 ? null : this[Math.Max(0, RootIndex())];
        set
        {
            ArgumentNullException.ThrowIfNull(value);

            var index = Count == 0 ? -1 : RootIndex();
            if (index < 0) Insert(index = 0, value);
            else this[index] = value;

            ContentType.Parameters["type"] = value.ContentType.MimeType;
            if (index == 0)
            {
                ContentType.Parameters.Remove("start");
                return;
            }

            if (string.IsNullOrEmpty(value.ContentId)) value.ContentId = MimeUtils.GenerateMessageId();
            ContentType.Parameters["start"] = $"<{value.ContentId}>";
        }
    }

    private int RootIndex()
    {
        var parts = this.ToList();
        if (ContentType.Parameters["start"] is { } start)
        {
            var id = MimeUtils.EnumerateReferences(start).FirstOrDefault(start);
            return parts.FindIndex(part => part.ContentId == id);
        }

        return ContentType.Parameters["type"] is { } type
            ? parts.FindIndex(part => part.ContentType.MimeType.Equals(type, StringComparison.OrdinalIgnoreCase))
            : -1;
    }
}
