namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>A line as a client sent it.</summary>
/// <param name="Text">Without its line end.</param>
/// <param name="Fault">Why the line cannot be a command.</param>
internal readonly record struct CommandLine(string Text, LineFault Fault)
{
    public string Verb => Text.Split(' ', 2)[0].ToUpperInvariant();

    public string Argument => Text.Split(' ', 2) is [_, var rest] ? rest.Trim(' ') : "";

    /// <summary>Without the credentials of AUTH.</summary>
    public string Masked => Verb == "AUTH" && Argument.Split(' ', 2) is [var mechanism, _] ? $"AUTH {mechanism} ***" : Text;
}

internal enum LineFault
{
    None,
    TooLong,

    /// <summary>Ended by LF alone, which RFC 5321 section 2.3.8 forbids to take for a line end.</summary>
    BareLineFeed,
}
