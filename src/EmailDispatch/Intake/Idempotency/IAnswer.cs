using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>The answer to a request that may be repeated. An accepted one is stored under the idempotency key.</summary>
internal interface IAnswer<T>
    where T : IAnswer<T>
{
    /// <summary>How it is stored.</summary>
    static abstract JsonTypeInfo<T> Json { get; }

    /// <summary>Why the request was refused.</summary>
    EmailFault Fault { get; }

    /// <summary>The answer to a refused request.</summary>
    static abstract T Refused(EmailFault fault, params IReadOnlyList<FieldError> errors);

    /// <summary>This answer, given once more.</summary>
    T Replayed();
}
