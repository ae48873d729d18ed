using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Simulation.Engine;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.Mutants;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>Some instances of the dispatcher, storage and providers, and what happens to them according to a plan.</summary>
public sealed class SimulatedWorld(Plan plan, Mutant mutant, bool tellsLogs = false)
{
    public const int FirstPort = 2501;

    private static readonly string[] Queues = [DispatchQueue.QueueName, QueueDrops.QueueName];

    private readonly List<(Step Storm, DateTimeOffset Until)> _storms = [];
    private readonly HashSet<string> _pumped = new(StringComparer.Ordinal);
    private readonly int[] _lives = new int[plan.Instances];
    private bool _isCounting;

    public static IReadOnlyList<string> Providers { get; } = ["a", "b"];

    public Plan Plan => plan;

    public Mutant Mutant => mutant;

    public bool TellsLogs => tellsLogs;

    public Scheduler Scheduler { get; } = new(plan.Seed);

    public StorageAccount Storage => field ??= new StorageAccount(Scheduler);

    public History History { get; } = new();

    public DateTimeOffset Start { get; private set; }

    /// <summary>The instances that live.</summary>
    public List<Instance> Instances { get; } = [];

    /// <summary>How many requests the emails took: those of the periodic work of an idle instance do not count.</summary>
    public int CallsOnTheWay { get; private set; }

    public void Note(string text) => History.Note(Scheduler.Now, text);

    /// <summary>Whether the instances only wait until usage can be counted. Nothing of what they do meanwhile matters.</summary>
    public bool IsOver { get; set; }

    /// <summary>Runs the plan until every email has ended, or should have.</summary>
    public Task RunAsync() => Scheduler.RunAsync(async () =>
    {
        Start = Scheduler.Now;
        Storage.Queues.Appears = (queue, delay) => Scheduler.After(delay, () => Pump(queue));
        for (var n = 0; n < plan.Instances; n++)
            await StartAsync(n);
        Start = Scheduler.Now;
        _isCounting = true;
        var callers = new Callers(this);
        foreach (var step in plan.Steps)
            Scheduler.After(step.At, () => Happen(step, callers));
        await new Timers(this).RunAsync();
    });

    /// <summary>Whether storms are over and every instance lives.</summary>
    public bool IsCalm => _storms.TrueForAll(storm => storm.Until <= Scheduler.Now) && Instances.Count(i => i.IsReady) == plan.Instances;

    /// <summary>An instance that takes requests; null if there is none now.</summary>
    public Instance? Any()
    {
        var ready = Instances.Where(i => i.IsReady).ToList();
        return ready.Count == 0 ? null : ready[Scheduler.Random.Next(ready.Count)];
    }

    public StorageFault FaultOf(Instance instance, StorageCall call)
    {
        var fault = Fault();
        if (fault != StorageFault.None)
            Note($"{instance.Name} {call}: {fault}");
        return fault;

        StorageFault Fault()
        {
            if (!_isCounting)
                return StorageFault.None;
            if (IsOnTheWay(call) && plan.Exact.TryGetValue(CallsOnTheWay++, out var exact))
                return exact;
            foreach (var (storm, until) in _storms)
            {
                if (storm is { Kind: StepKind.StorageStorm, Storage: not StorageFault.Redelivery } && until > Scheduler.Now && (storm.Where.Length == 0 || storm.Where == call.Service) && Scheduler.Random.NextDouble() < storm.Share)
                    return storm.Storage;
            }

            return StorageFault.None;
        }
    }

    /// <summary>Which of these faults a provider has now.</summary>
    public MailFault FaultOf(string provider, string about, params ReadOnlySpan<MailFault> possible)
    {
        foreach (var (storm, until) in _storms)
        {
            if (storm.Kind == StepKind.MailStorm && until > Scheduler.Now && (storm.Where.Length == 0 || storm.Where == provider) && possible.Contains(storm.Mail) && Scheduler.Random.NextDouble() < storm.Share)
            {
                Note($"{provider} {about} {storm.Mail}");
                return storm.Mail;
            }
        }

        return MailFault.None;
    }

    /// <summary>Whether the host's own request for a queue fails now.</summary>
    public bool HostFails() => _storms.Exists(storm => storm.Storm is { Kind: StepKind.StorageStorm, Storage: StorageFault.Before or StorageFault.Busy } && storm.Until > Scheduler.Now && Scheduler.Random.NextDouble() < storm.Storm.Share);

    /// <summary>How long the trigger keeps a message hidden, if that is too short.</summary>
    public TimeSpan? RedeliveryAfter() => _storms.Exists(storm => storm.Storm.Storage == StorageFault.Redelivery && storm.Until > Scheduler.Now && Scheduler.Random.NextDouble() < storm.Storm.Share)
        ? TimeSpan.FromMilliseconds(Scheduler.Random.Next(20_000))
        : null;

    private bool IsOnTheWay(StorageCall call) =>
        Scheduler.Now - Start < Timers.Minute && call.Path is not ("Providers()" or "Tables" or "payloads") && call is not { Service: "queue", Method: "PUT" };

    public void PumpAll()
    {
        foreach (var queue in Queues)
            Pump(queue);
    }

    public void Died(Instance instance)
    {
        Note($"{instance.Name} is gone");
        History.Deaths.Add((instance.Name, Scheduler.Now));
        Instances.Remove(instance);
        Scheduler.After(TimeSpan.FromSeconds(1) + Scheduler.Around(TimeSpan.FromSeconds(10)), () => _ = StartAsync(instance.Number));
    }

    private async Task StartAsync(int number)
    {
        var instance = new Instance(this, number, ++_lives[number]);
        Instances.Add(instance);
        try
        {
            await instance.StartAsync();
        }
        catch (Exception fault)
        {
            // The host is started again.
            Note($"{instance.Name} could not start: {fault.GetType().Name}: {fault.Message.Split('\n')[0]}");
            instance.Crash();
        }
    }

    private void Happen(Step step, Callers callers)
    {
        Note(step.ToString());
        switch (step.Kind)
        {
            case StepKind.StorageStorm or StepKind.MailStorm:
                _storms.Add((step, Scheduler.Now + step.Lasts));
                break;
            case StepKind.Crash:
                Instances.Find(i => i.Number == step.Number % plan.Instances)?.Crash();
                break;
            case StepKind.Stop:
                if (Instances.Find(i => i.Number == step.Number % plan.Instances && i.IsReady) is { } stopped)
                    _ = stopped.StopAsync();
                break;
            default:
                callers.Begin(step);
                break;
        }
    }

    // The host polls; it finds a message soon after it is visible.
    private void Pump(string queue)
    {
        if (!Queues.Contains(queue) || !_pumped.Add(queue))
            return;
        Scheduler.After(Scheduler.Around(TimeSpan.FromMilliseconds(300)), () =>
        {
            _pumped.Remove(queue);
            if (!Trigger.TryPump(this, queue) || Storage.Queues.Messages(queue).Any(m => m.VisibleAt <= Scheduler.Now))
                Scheduler.After(TimeSpan.FromSeconds(2), () => Pump(queue));
        });
    }
}
