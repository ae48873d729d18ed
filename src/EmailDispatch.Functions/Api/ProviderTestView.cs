using System.Text.Json;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Replies;

namespace EmailDispatch.Functions.Api;

/// <summary>What the test of a provider found.</summary>
/// <param name="Status"><c>ok</c> or <c>failed</c>.</param>
/// <param name="Message">The server's words where it refused something.</param>
/// <param name="Stages">All stages in order.</param>
/// <param name="Hint">Cause and fix; null where there is nothing to add.</param>
public sealed record ProviderTestView(string Status, string Message, IReadOnlyList<ProviderTestStageView> Stages, Hint? Hint)
{
    /// <summary>As the test has it.</summary>
    public static ProviderTestView Of(ProviderTestReport report) =>
        new(report.Succeeded ? "ok" : "failed", report.Message, [.. report.Stages.Select(ProviderTestStageView.Of)], report.Hint);
}

/// <summary>One stage of a test.</summary>
/// <param name="Stage"><c>dns</c>, <c>connect</c>, <c>tls</c>, <c>auth</c>, <c>mail_from</c> or <c>send</c>.</param>
/// <param name="Status"><c>ok</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Detail">What the server said or showed.</param>
public sealed record ProviderTestStageView(string Stage, string Status, long Milliseconds, string Detail)
{
    /// <summary>As the test has it.</summary>
    public static ProviderTestStageView Of(ConnectionStageResult stage) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.Stage.ToString()), JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.Status.ToString()),
        stage.Milliseconds, stage.Detail);
}
