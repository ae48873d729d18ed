namespace EmailDispatch.EndToEnd.Usage;

/// <summary>Stops all work of an instance.</summary>
internal sealed class PowerCutException() : Exception("The power is cut.");
