namespace EmailDispatch.LocalHost.Sandbox;

internal enum LineFault
{
    None,
    TooLong,

    /// <summary>Ended by LF alone, which RFC 5321 section 2.3.8 forbids to take for a line end.</summary>
    BareLineFeed,
}
