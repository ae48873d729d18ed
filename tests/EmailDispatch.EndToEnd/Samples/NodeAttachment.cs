namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A file as read by an npm parser.</summary>
public sealed record NodeAttachment(string? FileName, string ContentType, string? ContentId, string? Disposition, string Sha256);
