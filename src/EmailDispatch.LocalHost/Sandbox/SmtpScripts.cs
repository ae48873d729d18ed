using System.Collections.Immutable;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>The scripts of one server; the newest is asked first.</summary>
internal sealed class SmtpScripts
{
    private readonly int[] _occurrences = new int[Enum.GetValues<SmtpPhase>().Length];
    private ImmutableList<Step> _steps = [];

    public IDisposable Add(SmtpPhase phase, SmtpScript script)
    {
        var step = new Step(this, phase, script);
        ImmutableInterlocked.Update(ref _steps, list => list.Insert(0, step));
        return step;
    }

    public int Count(SmtpPhase phase) => Interlocked.Increment(ref _occurrences[(int)phase]);

    public async ValueTask<SmtpReply?> AnswerAsync(SmtpCommandContext context, CancellationToken cancellationToken)
    {
        foreach (var step in _steps)
        {
            if (step.Phase == context.Phase && await step.Script(context, cancellationToken) is { } reply)
                return reply;
        }

        return null;
    }

    private sealed class Step(SmtpScripts owner, SmtpPhase phase, SmtpScript script) : IDisposable
    {
        public SmtpPhase Phase => phase;

        public SmtpScript Script => script;

        public void Dispose() => ImmutableInterlocked.Update(ref owner._steps, list => list.Remove(this));
    }
}
