namespace EmailDispatch.Replies;

/// <summary>
/// What the evidence says about a failure, before the decision. <c>Specific</c> is evidence better than a reply code, a vague enhanced code or a
/// template: only then does a mailbox count as proven unknown. <c>Window</c> is the period of a limit, if a rule knows it.
/// </summary>
internal readonly record struct Diagnosis(FailureCategory Category, bool Permanent, string Evidence, bool Specific, LimitWindow Window = LimitWindow.Unknown);
