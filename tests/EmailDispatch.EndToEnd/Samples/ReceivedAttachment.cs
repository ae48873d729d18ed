namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A part that is neither a multipart nor a body.</summary>
public sealed record ReceivedAttachment(
    string? FileName,
    string ContentType,
    string? ContentId,
    string? Disposition,
    int Size,
    string Sha256);
