using EmailDispatch.Dispatch;
using EmailDispatch.Dispatch.Classification;

namespace EmailDispatch.Functions.Http;

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
