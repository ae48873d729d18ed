namespace EmailDispatch.LocalHost.Runtime.Settings;

/// <summary>How a queue message's text stands for its body.</summary>
internal enum MessageEncoding
{
    /// <summary>The text is the body, in UTF-8.</summary>
    None,

    Base64,
}
