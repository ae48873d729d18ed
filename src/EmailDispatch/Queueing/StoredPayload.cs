using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>An email in the payload store.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">Its id.</param>
public sealed record StoredPayload(string Tenant, EmailId Id);
