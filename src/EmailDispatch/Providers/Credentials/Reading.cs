namespace EmailDispatch.Providers.Credentials;

/// <summary>A value and how long it holds.</summary>
/// <param name="Value">What was read.</param>
/// <param name="RefreshAt">From then on it is read again, while this value is still given out.</param>
/// <param name="ExpiresAt">From then on it is of no use.</param>
internal sealed record Reading<T>(T Value, DateTimeOffset RefreshAt, DateTimeOffset ExpiresAt);
