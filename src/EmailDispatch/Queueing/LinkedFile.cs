using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>An attachment that is stored in a blob of its own; its email has a link to it.</summary>
/// <param name="Tenant">The tenant of its email.</param>
/// <param name="EmailId">Its email.</param>
/// <param name="Index">Its place among the attachments of the request, from 0.</param>
/// <param name="Filename">The name that the sender gave.</param>
/// <param name="ContentType">The type that the sender gave, or that follows from the name.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Until">When its link expires.</param>
public sealed record LinkedFile(string Tenant, EmailId EmailId, int Index, string Filename, string ContentType, long Size, DateTimeOffset Until);
