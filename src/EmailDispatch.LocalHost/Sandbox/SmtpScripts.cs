using System.Collections.Immutable;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>The scripts of one server; the newest is asked first.</summary>
internal sealed class SmtpScripts
{
    private readonly int[] _occurrences = new int[Enum.GetValues<SandboxPhase>().Length];
    private ImmutableList<Step> _steps = [];

    public IDisposable Add(SandboxPhase phase, SmtpScript script)
    {
        var step = new Step(this, phase, script);
        ImmutableInterlocked.Update(ref _steps, list => list.Insert(0, step));
        return step;
    }

    public int Count(SandboxPhase phase) => Interlocked.Increment(ref _occurrences[(int)phase]);

    public async ValueTask<SandboxReply?> AnswerAsync(SmtpCommandContext context, CancellationToken cancellationToken)
    {
        foreach (var step in _steps)
        {
            if (step.Phase == context.Phase && await step.Script(context, cancellationToken) is { } reply)
                return reply;
        }

        return null;
    }

    private sealed class Step(SmtpScripts owner, SandboxPhase phase, SmtpScript script) : IDisposable
    {
        public SandboxPhase Phase => phase;

        public SmtpScript Script => script;

        public void Dispose() => ImmutableInterlocked.Update(ref owner._steps, list => list.Remove(this));
    }
}
