using System.Runtime.InteropServices;

namespace EmailDispatch.Dev;

/// <summary>Ctrl-C, a polite kill, or the end of the <c>dotnet</c> that started this program.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<IDisposable> registrations = [];

    public StopSignals()
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        // On Windows the children of `dotnet` end with it, by a job object; elsewhere they are left to themselves.
        if (!OperatingSystem.IsWindows())
        {
            var parent = ParentId();
            registrations.Add(new Timer(_ => StopUnlessParentIs(parent), null, 1000, 1000));
        }
    }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    // The second signal is not held up: the process ends, and its children with the standard input it held for them.
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !source.IsCancellationRequested;
        source.Cancel();
    }

    private void StopUnlessParentIs(int parent)
    {
        if (ParentId() != parent)
            source.Cancel();
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ParentId();
}
