namespace EmailDispatch.Simulation.World;

/// <summary>When the steps of a plan happen. Quiet times, in which nothing is left to do, are cut short in most plans.</summary>
internal sealed class Agenda(SimulatedWorld world, Action<Step> happen)
{
    // Longer than what is read again every minute stays fresh.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    private readonly List<(Step Step, DateTimeOffset At, IDisposable Event)> _pending = [];

    /// <summary>When the last step happened.</summary>
    public DateTimeOffset LastAt { get; private set; }

    public bool IsOver => _pending.Count == 0;

    public void Begin()
    {
        LastAt = world.Scheduler.Now;
        foreach (var step in world.Plan.Steps)
            Add(step, world.Scheduler.Now + step.At);
    }

    /// <summary>Brings the next steps forward, because nothing happens before them.</summary>
    public void CutQuiet()
    {
        if (world.Plan.IsPatient || IsOver || _pending.Min(step => step.At) - world.Scheduler.Now - Quiet is var cut && cut <= TimeSpan.Zero)
            return;

        world.Note($"{cut:hh\\:mm\\:ss} of quiet time are left out");
        var moved = _pending.ToList();
        _pending.Clear();
        foreach (var (step, at, planned) in moved)
        {
            planned.Dispose();
            Add(step, at - cut);
        }
    }

    private void Add(Step step, DateTimeOffset at)
    {
        var planned = world.Scheduler.After(at - world.Scheduler.Now, () =>
        {
            _pending.RemoveAll(other => ReferenceEquals(other.Step, step));
            LastAt = world.Scheduler.Now;
            happen(step);
        });
        _pending.Add((step, at, planned));
    }
}
