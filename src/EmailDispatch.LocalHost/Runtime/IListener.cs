namespace EmailDispatch.LocalHost.Runtime;

/// <summary>Waits for what triggers one function (a message, a moment) and invokes it.</summary>
internal interface IListener
{
    /// <summary>Checks and creates what the trigger needs. Throws <see cref="StartupFault"/> where it cannot be had.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Listens until <paramref name="stopping"/>, then returns when the last invocation has ended.</summary>
    /// <param name="stopping">No new invocation from here on.</param>
    /// <param name="invocations">What the running invocations are given as their token.</param>
    Task RunAsync(CancellationToken stopping, CancellationToken invocations);
}

/// <summary>Makes the listeners of one kind of trigger, one for each function that has it.</summary>
internal interface IListenerFactory
{
    IEnumerable<IListener> Create();
}
