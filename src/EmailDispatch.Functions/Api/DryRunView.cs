using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Naming;

namespace EmailDispatch.Functions.Api;

/// <summary>The response to an email with <c>dry_run</c>. It has what a key of scope <c>send</c> may see: names of providers, but no servers.</summary>
public sealed record DryRunView(
    string Status, DateTimeOffset? ScheduledAt, long Size, IReadOnlyList<Advice> Advice, IReadOnlyList<string> Suppressed,
    IReadOnlyList<DryRunProviderView> Providers, IReadOnlyList<DryRunExclusionView> LeftOut)
{
    public string Object { get; } = "dry_run";
    public bool DryRun { get; } = true;

    internal static DryRunView Of(DryRunReport report) => new(
        report.Email.ScheduledAt is null ? "queued" : "scheduled", report.Email.ScheduledAt, report.Size, report.Advice, report.Suppressed,
        [.. report.Providers.Select(provider => new DryRunProviderView(provider.Name, provider.From.ToString(), provider.Alignment?.ToName()))],
        [.. report.LeftOut.Select(provider => new DryRunExclusionView(provider.Name, provider.Reason, provider.Explanation, provider.Until))]);
}

public sealed record DryRunProviderView(string Name, string From, string? Alignment);

public sealed record DryRunExclusionView(string Name, string Reason, string Message, DateTimeOffset? Until);
