using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>An email in the payload store.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it is; null where the blob does not tell.</param>
public sealed record StoredPayload(EmailId Id, string? Tenant);
