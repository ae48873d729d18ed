using System.Text.Json.Serialization;
using EmailDispatch.Emails;
using EmailDispatch.Intake;

namespace EmailDispatch.Functions.Api;

public sealed record AcceptedView(string Id, IReadOnlyList<Advice> Advice, string Status = "queued", DateTimeOffset? ScheduledAt = null)
{
    public string Object { get; } = "email";
}

public sealed record BatchView(
    IReadOnlyList<BatchItemView> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BatchErrorView>? Errors)
{
    internal static BatchView Of(BatchResult result, BatchValidation validation) => new(
        [.. result.Ids.Select(id => new BatchItemView(id.ToString()))],
        validation == BatchValidation.Strict ? null : [.. result.LeftOut.Select(e => new BatchErrorView(e.Index, e.Message))]);
}

public sealed record BatchItemView(string Id);

public sealed record BatchErrorView(int Index, string Message);
