namespace EmailDispatch.Intake;

/// <summary>One email of a batch, still JSON.</summary>
/// <param name="Json">UTF-8.</param>
/// <param name="Before">What stands in front of it in the body.</param>
internal readonly record struct BatchPart(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Before);
