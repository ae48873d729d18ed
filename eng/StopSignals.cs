using System.Runtime.InteropServices;

namespace EmailDispatch.Dev;

/// <summary>Stops on Ctrl-C, SIGTERM, or the end of the <c>dotnet</c> process that started this program.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<IDisposable> _registrations = [];

    public StopSignals()
    {
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        // On Windows a job object ends the children of `dotnet`; elsewhere they keep running.
        if (!OperatingSystem.IsWindows())
        {
            var parent = ParentId();
            _registrations.Add(new Timer(_ => StopUnlessParentIs(parent), null, 1000, 1000));
        }
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    // A second signal ends the process; its children end because their standard input closes.
    private void Stop(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }

    private void StopUnlessParentIs(int parent)
    {
        if (ParentId() != parent)
            _source.Cancel();
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ParentId();
}
