using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>What can be wrong with an idempotency key.</summary>
internal static class KeyFaults
{
    private const string Field = "Idempotency-Key";

    public static FieldError OfOtherRequest { get; } = new(Field, "was used for a request that says something else; a new email needs a new key");

    public static FieldError InUse { get; } = new(Field, "is that of a request that is still under way; repeat it to get its answer");

    public static FieldError? Find(string key) => IdempotentRequest.IsValid(key)
        ? null
        : new FieldError(Field, $"must have 1 to {IdempotentRequest.MaxKeyLength} characters, not {key.Length}");
}
