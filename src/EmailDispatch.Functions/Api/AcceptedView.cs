using System.Text.Json.Serialization;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Intake;

namespace EmailDispatch.Functions.Api;

/// <summary>The answer to an accepted email.</summary>
/// <param name="Id">The id.</param>
/// <param name="Advice">What will hurt its delivery.</param>
/// <param name="Status">Where the email is on its way: <c>queued</c> or <c>scheduled</c>.</param>
/// <param name="ScheduledAt">When it is due, as its time was read; null at once.</param>
public sealed record AcceptedView(string Id, IReadOnlyList<Advice> Advice, string Status = "queued", DateTimeOffset? ScheduledAt = null)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "email";
}

/// <summary>The answer to an accepted batch.</summary>
/// <param name="Data">The accepted emails, in the order of the batch.</param>
/// <param name="Errors">The emails that were left out; absent where none may be.</param>
public sealed record BatchView(
    IReadOnlyList<BatchItemView> Data, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BatchErrorView>? Errors)
{
    internal static BatchView Of(BatchResult result, BatchValidation validation) => new(
        [.. result.Ids.Select(id => new BatchItemView(id.ToString()))],
        validation == BatchValidation.Strict ? null : [.. result.LeftOut.Select(e => new BatchErrorView(e.Index, e.Message))]);
}

/// <summary>One accepted email of a batch.</summary>
public sealed record BatchItemView(string Id);

/// <summary>One email that was left out of a batch.</summary>
public sealed record BatchErrorView(int Index, string Message);
