namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A file as a parser of npm shows it.</summary>
public sealed record NodeAttachment(string? FileName, string ContentType, string? ContentId, string? Disposition, string Sha256);
