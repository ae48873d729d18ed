namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>What came between 354 and the final dot.</summary>
/// <param name="Content">Empty where it was too large.</param>
/// <param name="IsTooLarge">More than the limit was sent, and thrown away.</param>
/// <param name="LongestLine">In octets without CRLF.</param>
internal sealed record MessageData(ReadOnlyMemory<byte> Content, bool IsTooLarge, int LongestLine);
