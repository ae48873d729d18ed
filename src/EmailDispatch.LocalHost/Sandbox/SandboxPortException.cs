namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>A port of the sandbox cannot be had. The message is one line that says which setting changes it.</summary>
public sealed class SandboxPortException(string message, Exception inner) : Exception(message, inner);
