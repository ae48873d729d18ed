namespace EmailDispatch.LocalHost.Runtime.Listening;

/// <summary>Waits for the trigger of one function, a message or a time, and invokes the function.</summary>
internal interface IListener
{
    /// <summary>Checks and creates what the trigger needs.</summary>
    /// <exception cref="Settings.StartupFault">It is not available.</exception>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Listens until <paramref name="stopping"/>, then returns when the last invocation has ended.</summary>
    /// <param name="stopping">No new invocation after this.</param>
    /// <param name="invocations">The token of the running invocations.</param>
    Task RunAsync(CancellationToken stopping, CancellationToken invocations);
}
