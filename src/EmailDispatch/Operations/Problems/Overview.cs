using EmailDispatch.Senders;

namespace EmailDispatch.Operations.Problems;

/// <summary>What is true now for a tenant.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Problems">What is wrong, worst first.</param>
/// <param name="Unread">What could not be read, so that nothing follows from the absence of its problems.</param>
/// <param name="Recent">The figures of the last minutes; null if they could not be read.</param>
/// <param name="Quotas">What the tenant and its keys may send; null if it could not be read.</param>
public sealed record Overview(DateTimeOffset At, IReadOnlyList<Problem> Problems, IReadOnlyList<UnreadPart> Unread, RecentFigures? Recent, IReadOnlyList<QuotaState>? Quotas);

/// <summary>A part of the overview that could not be read, and why.</summary>
public sealed record UnreadPart(string Part, string Reason);
