using System.Text.Json;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Replies;

namespace EmailDispatch.Functions.Api;

public sealed record ProviderTestView(string Status, string Message, IReadOnlyList<ProviderTestStageView> Stages, Hint? Hint)
{
    public static ProviderTestView Of(ProviderTestReport report) =>
        new(report.Succeeded ? "ok" : "failed", report.Message, [.. report.Stages.Select(ProviderTestStageView.Of)], report.Hint);
}

public sealed record ProviderTestStageView(string Stage, string Status, long Milliseconds, string Detail)
{
    public static ProviderTestStageView Of(ConnectionStageResult stage) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.Stage.ToString()), JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.Status.ToString()),
        stage.Milliseconds, stage.Detail);
}
