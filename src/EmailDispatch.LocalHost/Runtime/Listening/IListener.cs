namespace EmailDispatch.LocalHost.Runtime.Listening;

/// <summary>Waits for the trigger of one function, a message or a time, and invokes the function.</summary>
internal interface IListener
{
    /// <summary>Checks and creates what the trigger needs.</summary>
    /// <exception cref="Settings.StartupFault">It is not available.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Listens until <paramref name="stopping"/>, which allows no new invocation, then returns when the last invocation has ended.</summary>
    Task RunAsync(CancellationToken stopping, CancellationToken invocations);
}
