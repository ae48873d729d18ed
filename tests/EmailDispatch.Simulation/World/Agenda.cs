namespace EmailDispatch.Simulation.World;

/// <summary>When the steps of a plan happen. Quiet times, in which nothing is left to do, are cut short in most plans.</summary>
internal sealed class Agenda(SimulatedWorld world, Action<Step> happen)
{
    // What is left of a quiet time. The do-not-send list and others are read again every minute, so a step still meets a list that is out of date.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    private readonly List<Planned> _planned = [];

    /// <summary>When the last step so far happened.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Whether every step has happened.</summary>
    public bool IsOver => _planned.Count == 0;

    public void Begin()
    {
        LastAt = world.Scheduler.Now;
        foreach (var step in world.Plan.Steps)
            Add(step, world.Scheduler.Now + step.At);
    }

    /// <summary>Brings all steps forward by the same time, because nothing happens before the next one.</summary>
    public void CutQuiet()
    {
        if (world.Plan.IsPatient || IsOver)
            return;
        var cut = _planned.Min(planned => planned.At) - world.Scheduler.Now - Quiet;
        if (cut <= TimeSpan.Zero)
            return;

        world.Note($"{cut:hh\\:mm\\:ss} of quiet time are left out");
        var later = _planned.ToList();
        _planned.Clear();
        foreach (var planned in later)
        {
            planned.Event.Dispose();
            Add(planned.Step, planned.At - cut);
        }
    }

    private void Add(Step step, DateTimeOffset at)
    {
        var happening = world.Scheduler.After(at - world.Scheduler.Now, () =>
        {
            _planned.RemoveAll(planned => ReferenceEquals(planned.Step, step));
            LastAt = world.Scheduler.Now;
            happen(step);
        });
        _planned.Add(new Planned(step, at, happening));
    }

    private sealed record Planned(Step Step, DateTimeOffset At, IDisposable Event);
}
