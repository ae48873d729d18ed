using Azure;

namespace EmailDispatch.Status;

/// <summary>An hour whose status rows may still change, or have changed since they were last counted.</summary>
/// <param name="Tenant">Whose rows.</param>
/// <param name="Hour">The hour in which the emails were accepted; its beginning, UTC.</param>
/// <param name="TouchedAt">When a write was last announced; a write follows within minutes.</param>
/// <param name="ComputedAt">When the reading began that the hour's figures come from; null where it has none.</param>
/// <param name="Unfinished">How many of its emails had not come to an end then.</param>
/// <param name="Stale">How many of these nobody was working on though it was long since their time (<see cref="StaleRows"/>).</param>
/// <param name="ETag">The version of this mark.</param>
public sealed record OpenHour(string Tenant, DateTimeOffset Hour, DateTimeOffset TouchedAt, DateTimeOffset? ComputedAt, int Unfinished, int Stale, ETag ETag);
