namespace EmailDispatch.LocalHost.Runtime.Queues;

internal enum MessageOutcome
{
    /// <summary>Its function returned: delete it.</summary>
    Done,

    /// <summary>Its function threw: make it visible again.</summary>
    Release,

    /// <summary>It is not to be tried again: move it to the poison queue.</summary>
    Poison,
}
