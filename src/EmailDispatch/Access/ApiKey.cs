namespace EmailDispatch.Access;

/// <summary>A key that was presented and is known.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Tenant">Whose emails it sends and sees.</param>
public sealed record ApiKey(string Name, string Tenant);
