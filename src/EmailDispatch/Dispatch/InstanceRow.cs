using Azure;

namespace EmailDispatch.Dispatch;

/// <summary>Until when an instance is known to live.</summary>
/// <param name="Id">Its id, of its own making.</param>
/// <param name="Until">When its lease ends, unless it is renewed.</param>
/// <param name="Version">The row's version; null where it is not written yet.</param>
internal sealed record InstanceRow(string Id, DateTimeOffset Until, ETag? Version);
