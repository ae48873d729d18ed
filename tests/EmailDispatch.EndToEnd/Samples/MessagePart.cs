namespace EmailDispatch.EndToEnd.Samples;

/// <summary>One node of the MIME tree.</summary>
public sealed record MessagePart(
    string ContentType,
    string? Disposition,
    string? ContentId,
    IReadOnlyList<MessagePart> Children)
{
    /// <summary>The tree in one line: attachments and inline parts by disposition, all others by type.</summary>
    public string Outline => this switch
    {
        { ContentType: var type } when type.StartsWith("multipart/", StringComparison.Ordinal) =>
            $"{type["multipart/".Length..]}({string.Join(", ", Children.Select(child => child.Outline))})",
        { Disposition: "attachment" } => "attachment",
        { ContentId: not null, Disposition: "inline" } => "inline",
        _ => ContentType,
    };
}
