using System.Diagnostics;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A program that answers each line of standard input with a line, started once for many questions. It ends when the test process does.</summary>
internal sealed class LineProgram(Func<Task<ProcessStartInfo>> find) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _turn = new(1);
    private Process? _process;

    public async Task<string> AskAsync(byte[] line, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        await _turn.WaitAsync(deadline.Token);
        try
        {
            _process ??= await StartAsync();
            await _process.StandardInput.BaseStream.WriteAsync(line, deadline.Token);
            await _process.StandardInput.BaseStream.FlushAsync(deadline.Token);
            return await _process.StandardOutput.ReadLineAsync(deadline.Token)
                ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended: {await _process.StandardError.ReadToEndAsync(deadline.Token)}");
        }
        catch
        {
            // What it would answer next may belong to this question.
            End();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        End();
        _turn.Dispose();
    }

    private async Task<Process> StartAsync()
    {
        var start = await find();
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        return Process.Start(start)!;
    }

    private void End()
    {
        if (_process is { HasExited: false } process)
            process.Kill(entireProcessTree: true);
        _process?.Dispose();
        _process = null;
    }
}
