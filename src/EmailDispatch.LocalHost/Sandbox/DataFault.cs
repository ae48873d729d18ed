namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>What an address among the recipients does to the message.</summary>
[Flags]
internal enum DataFault
{
    None = 0,
    Spam = 1,
    Slow = 2,
    DropInData = 4,
    DropAfterDot = 8,
}
