namespace EmailDispatch.Replies;

/// <summary>What the evidence says about a failure, before the decision.</summary>
/// <param name="Category">What went wrong.</param>
/// <param name="Permanent">Whether waiting is no use.</param>
/// <param name="Evidence">What said so.</param>
/// <param name="Specific">Whether it was more than a reply code, a vague enhanced code or a template: only then a mailbox counts as proven unknown.</param>
/// <param name="Window">The limit's period, where a rule knows it.</param>
internal readonly record struct Diagnosis(FailureCategory Category, bool Permanent, string Evidence, bool Specific, LimitWindow Window = LimitWindow.Unknown);
