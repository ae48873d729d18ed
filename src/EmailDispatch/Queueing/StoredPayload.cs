using Azure;
using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>An email in the payload store, as it was when it was listed.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="ChangedAt">When it was stored, or last asked to be retried.</param>
/// <param name="Version">The blob's version.</param>
public sealed record StoredPayload(string Tenant, EmailId Id, DateTimeOffset ChangedAt, ETag Version)
{
    /// <summary>Whether it is a drop that waits, not an email that was accepted.</summary>
    public bool IsDrop { get; init; }
}
