using EmailDispatch.Providers.State;
using EmailDispatch.Replies;

namespace EmailDispatch.Operations.Problems;

/// <summary>Finds what is wrong with a tenant's providers: at most one problem each, the worst.</summary>
internal static class ProviderProblems
{
    /// <summary>Finds the problems of a tenant's enabled providers.</summary>
    /// <param name="providers">The providers.</param>
    /// <param name="recent">The tenant's recent emails; null if they are not known.</param>
    /// <param name="withReplies">Whether replies may be shown that other tenants' emails caused.</param>
    public static IEnumerable<Problem> Find(IReadOnlyList<ProviderState> providers, RecentFigures? recent, bool withReplies)
    {
        if (providers.All(provider => provider.IsPaused || provider.UsedUp is not null))
            yield return NoProvider(providers);

        var figures = recent?.Providers.ToDictionary(provider => provider.Provider, StringComparer.Ordinal) ?? [];
        foreach (var provider in providers)
        {
            var own = figures.GetValueOrDefault(provider.Options.Name);
            if ((FindPause(provider, own, withReplies) ?? FindUsedUp(provider) ?? FindFailing(own, provider.Snapshot) ?? FindFailedTest(provider, own, withReplies)) is { } problem)
                yield return problem;
        }
    }

    /// <summary>Finds the providers that fail for a tenant's recent emails, for readers who may not see their state.</summary>
    public static IEnumerable<Problem> Find(RecentFigures recent) => recent.Providers.Select(provider => FindFailing(provider, state: null)).OfType<Problem>();

    private static Problem NoProvider(IReadOnlyList<ProviderState> providers) => new(ProblemKind.NoProvider, ProblemSeverity.Bad, "No provider can take email")
    {
        Detail = providers.Count == 0
            ? "No provider is enabled for this tenant. Emails are accepted and wait."
            : $"{(providers.Count == 1 ? "The only provider is" : $"All {providers.Count} providers are")} paused or out of quota. Emails are accepted and wait.",
        Hint = providers.Count == 0 ? "Enable a provider, or add one." : "Fix one of the providers listed here and test it: a passed test ends its pause. Or add another provider.",
        Until = providers.Select(provider => provider.IsPaused ? provider.Snapshot.Until : provider.UsedUp?.ResetsAt).Min(),
    };

    private static Problem? FindPause(ProviderState provider, RecentProvider? own, bool withReplies)
    {
        if (!provider.IsPaused)
            return null;

        var (name, pause) = (provider.Options.Name, provider.Snapshot);
        var failure = pause.LastFailure;
        // The tenant's own attempt shows the same failure.
        var seen = own?.LastFault is { } fault && fault.Category == failure?.Category ? fault : null;
        var reason = pause.Reason == FailureWeight.Counts ? "half of its recent sessions failed" : failure is null ? "it failed" : CategoryWords.Of(failure.Category);
        return new Problem(ProblemKind.ProviderPaused, pause.Reason == FailureWeight.CoolsUntil ? ProblemSeverity.Warn : ProblemSeverity.Bad, $"{name} is paused: {reason}")
        {
            Provider = name,
            Since = pause.Since,
            Until = pause.State == BreakerState.Open ? pause.Until : null,
            Reply = (withReplies ? failure?.Reply : null) ?? seen?.Reply,
            Detail = $"{(pause.Reason == FailureWeight.Counts && failure is not null ? $"The last failure: {CategoryWords.Of(failure.Category)}. " : "")}"
                + $"{(pause.State == BreakerState.Open ? "Emails use other providers, or wait." : "The pause is over; the next email tests the provider.")}{Rate(own)}",
            Hint = failure?.Hint ?? seen?.Hint ?? Unexplained(name),
            Section = pause.Reason == FailureWeight.CoolsUntil ? "quota-used-up" : "provider-down",
        };
    }

    private static Problem? FindUsedUp(ProviderState provider) => provider.UsedUp is not { } quota ? null : new(
        ProblemKind.QuotaUsedUp, ProblemSeverity.Warn, $"{provider.Options.Name} has reached its limit of {Texts.Count(quota.Limit, "email")} per {quota.Period.ToString().ToLowerInvariant()}")
    {
        Provider = provider.Options.Name,
        Until = quota.ResetsAt,
        Detail = "Until the limit resets, emails use other providers, or wait.",
        Hint = $"The limit is the setting Per{quota.Period} of this provider. Raise it if the plan allows more, upgrade the plan, or add a provider.",
    };

    /// <summary>
    /// A provider fails if the newest two attempts failed, or all of them, or a quarter of several. What was before a test that passed, or before
    /// the end of a pause, does not count.
    /// </summary>
    private static Problem? FindFailing(RecentProvider? own, ProviderSnapshot? state)
    {
        if (own?.LastFault is not { } fault)
            return null;

        var resumedAt = state?.Since ?? DateTimeOffset.MinValue;
        var begin = state?.LastTest is { Succeeded: true } test && test.At > resumedAt ? test.At : resumedAt;
        var history = own.History.TakeWhile(attempt => attempt.At > begin).ToList();
        var (faults, streak) = (history.Count(attempt => attempt.IsFault), history.TakeWhile(attempt => attempt.IsFault).Count());
        if (faults == 0 || !(streak >= 2 || faults == history.Count || (faults >= 3 && faults * 4 >= history.Count)))
            return null;

        return new Problem(ProblemKind.ProviderFailing, faults * 2 >= history.Count ? ProblemSeverity.Bad : ProblemSeverity.Warn, $"{own.Provider} fails: {CategoryWords.Of(fault.Category)}")
        {
            Provider = own.Provider,
            Since = history.Last(attempt => attempt.IsFault).At,
            Reply = fault.Reply,
            Detail = $"{faults} of its {Texts.Count(history.Count, "recent attempt")} failed. It is still tried; emails it does not take use the next provider.",
            Hint = fault.Hint ?? Unexplained(own.Provider),
        };
    }

    private static Problem? FindFailedTest(ProviderState provider, RecentProvider? own, bool withReplies)
    {
        if (provider.Snapshot.LastTest is not { Succeeded: false } test || own?.History.Any(attempt => attempt.At > test.At && !attempt.IsFault) == true)
            return null;

        return new Problem(ProblemKind.TestFailed, ProblemSeverity.Warn, $"{provider.Options.Name} failed its last test{(test.Stage is { } stage ? $", at {StageWords(stage)}" : "")}")
        {
            Provider = provider.Options.Name,
            Since = test.At,
            Reply = withReplies ? test.Message : null,
            Detail = "No email is lost, but it will fail when it is needed.",
            Hint = test.Hint ?? Unexplained(provider.Options.Name),
        };
    }

    private static string StageWords(string stage) => stage switch
    {
        "dns" => "the DNS lookup",
        "connect" => "the connection",
        "tls" => "encryption (TLS)",
        "auth" => "the login",
        "mail_from" => "the sender (MAIL FROM)",
        "send" => "sending",
        _ => stage,
    };

    private static string Rate(RecentProvider? own) =>
        own is null ? "" : $" Of {Texts.Count(own.Attempts, "recent attempt")}, {own.Sent} succeeded.";

    private static string Unexplained(string name) =>
        $"The reply is all that is known. Test {name} on the page Providers to see which stage fails; a passed test ends a pause.";
}
