using Azure;

namespace EmailDispatch.Usage;

/// <summary>The row that guards the usage rows of one hour: whoever changes any of them changes it, too, from the version he has read.</summary>
/// <param name="Tenant">Whose hour.</param>
/// <param name="Hour">Its beginning.</param>
/// <param name="Rows">From how many status rows the figures come.</param>
/// <param name="ETag">The version; null before the first.</param>
internal sealed record UsageGuard(string Tenant, DateTimeOffset Hour, int Rows, ETag? ETag);
