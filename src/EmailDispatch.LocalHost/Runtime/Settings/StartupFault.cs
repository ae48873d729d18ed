namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>Why the host cannot start, in one line that names the setting, file, function or endpoint.</summary>
internal sealed class StartupFault(string message, Exception? cause = null) : Exception(message, cause);
