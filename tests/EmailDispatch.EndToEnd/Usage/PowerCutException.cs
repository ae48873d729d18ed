namespace EmailDispatch.EndToEnd.Usage;

/// <summary>Nothing of an instance runs on.</summary>
internal sealed class PowerCutException() : Exception("The power is cut.");
