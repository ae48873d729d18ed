using System.Text.Json.Serialization;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>What became of a batch. An accepted one is kept under its idempotency key as it is here.</summary>
/// <param name="Ids">The ids of the accepted emails, in the order of the batch; none where it was refused.</param>
/// <param name="LeftOut">The emails that were left out, where that is allowed.</param>
/// <param name="Fault">The kind of fault for which the batch was refused.</param>
/// <param name="Errors">Every fault found in a refused batch; the field begins with the place of the email, <c>[3].to[0]</c>.</param>
public sealed record BatchResult(
    IReadOnlyList<EmailId> Ids, IReadOnlyList<BatchError> LeftOut, EmailFault Fault, IReadOnlyList<FieldError> Errors)
{
    /// <summary>Whether this is the answer to an earlier request with the same key.</summary>
    [JsonIgnore]
    public bool IsReplayed { get; init; }

    internal static BatchResult Refused(EmailFault fault, params IReadOnlyList<FieldError> errors) => new([], [], fault, errors);
}

/// <summary>An email that was left out of a batch.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Message">What is wrong with it, shortened where there is much.</param>
public sealed record BatchError(int Index, string Message);
