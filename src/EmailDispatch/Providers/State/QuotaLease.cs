using Azure.Data.Tables;

namespace EmailDispatch.Providers.State;

/// <summary>A block of permits about to be taken from the others.</summary>
/// <param name="Row">The row that says so.</param>
/// <param name="Accept">Called once the row is written.</param>
internal sealed record QuotaLease(TableEntity Row, Action Accept);
