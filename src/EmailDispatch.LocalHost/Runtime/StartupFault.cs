namespace EmailDispatch.LocalHost.Runtime;

/// <summary>Why the host cannot start, in one line that names the setting, file, function or endpoint to look at.</summary>
internal sealed class StartupFault(string message, Exception? cause = null) : Exception(message, cause);
