using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>The answer to a request that may be repeated. If accepted, it is stored under the idempotency key.</summary>
internal interface IAnswer<T>
    where T : IAnswer<T>
{
    static abstract JsonTypeInfo<T> Json { get; }

    EmailFault Fault { get; }

    static abstract T Refused(EmailFault fault, params IReadOnlyList<FieldError> errors);

    /// <summary>This answer, marked as given again.</summary>
    T Replayed();
}
