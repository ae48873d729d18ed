using EmailDispatch.ConnectionTesting;
using EmailDispatch.Naming;
using EmailDispatch.Replies;

namespace EmailDispatch.Functions.Api;

public sealed record ProviderTestView(string Status, string Message, IReadOnlyList<ProviderTestStageView> Stages, string? Category, Hint? Hint, bool Resumed)
{
    public static ProviderTestView Of(ProviderTestReport report) =>
        new(report.Succeeded ? "ok" : "failed", report.Message, [.. report.Stages.Select(ProviderTestStageView.Of)], report.Category?.ToName(), report.Hint, report.HasResumed);
}

public sealed record ProviderTestStageView(string Stage, string Status, long Milliseconds, string Detail)
{
    public static ProviderTestStageView Of(ConnectionStageResult stage) => new(
        stage.Stage.ToName(), stage.Status.ToName(), stage.Milliseconds, stage.Detail);
}
