using System.Text.Json;
using EmailDispatch.Smtp;

namespace EmailDispatch.Functions.Http;

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
