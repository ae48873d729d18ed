using EmailDispatch.Access;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Simulation.Checks;
using EmailDispatch.Simulation.Engine;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.Mutants;
using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>Some instances of the dispatcher, storage and providers, and what happens to them according to a plan.</summary>
public sealed class SimulatedWorld(Plan plan, Mutant mutant, bool tellsLogs = false)
{
    public const int FirstPort = 2501;

    private static readonly string[] Queues = [DispatchQueue.QueueName, QueueDrops.QueueName, EventQueue.QueueName];

    // By then every instance knows that a provider is closed, and the sessions that it had begun are over.
    private static readonly TimeSpan CloseTime = TimeSpan.FromMinutes(6);

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

    /// <summary>Null if the providers report nothing.</summary>
    internal Reporters? Reporters { get; private set; }

    internal Deployment Deployment => field ??= new Deployment(this);

    /// <summary>The providers that must not be used, and since when.</summary>
    public Dictionary<string, DateTimeOffset> Closed { get; } = new(StringComparer.Ordinal);

    /// <summary>The API key of some posts.</summary>
    public IssuedKey? Key { get; set; }

    public bool IsRevoking { get; set; }

    /// <summary>When the revocation was confirmed.</summary>
    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The broken promises.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Whether no instance is to run.</summary>
    public bool IsAsleep { get; set; }

    /// <summary>Whether the instances only wait until usage can be counted. Nothing of what they do meanwhile matters.</summary>
    public bool IsOver { get; set; }

    public DateTimeOffset Start { get; private set; }

    /// <summary>The instances that live.</summary>
    public List<Instance> Instances { get; } = [];

    /// <summary>How many requests the emails took: those of the periodic work of an idle instance do not count.</summary>
    public int CallsOnTheWay { get; private set; }

    public void Note(string text) => History.Note(Scheduler.Now, text);

    /// <summary>Runs the plan until every email has ended, or should have.</summary>
    public Task RunAsync() => Scheduler.RunAsync(async () =>
    {
        Start = Scheduler.Now;
        Storage.Prepare();
        Storage.Queues.Appears = (queue, delay) => Scheduler.After(delay, () => Pump(queue));
        for (var n = 0; n < plan.Instances; n++)
            await StartAsync(n);
        await Operator.PrepareAsync(this);

        // An instance whose clock is behind takes events of this time for older than the webhook.
        await Scheduler.Delay((plan.Skew * 2) + TimeSpan.FromSeconds(1));
        Start = Scheduler.Now;
        _isCounting = true;
        var callers = new Callers(this);
        Reporters = plan.HasEvents ? new Reporters(this, callers) : null;
        var operators = new Operator(this, callers);
        var agenda = new Agenda(this, step => Happen(step, callers, operators));
        agenda.Begin();
        await new Timers(this, agenda).RunAsync();
        Faults.AddRange(Checker.Check(this));
        if (plan.Ages && Faults.Count == 0)
            await new Aging(this, callers, agenda).RunAsync();
    });

    /// <summary>Whether storms are over and every instance lives.</summary>
    public bool IsCalm => _storms.TrueForAll(storm => storm.Until <= Scheduler.Now) && Instances.Count(i => i.IsReady) == plan.Instances;

    public bool IsStorageFailing => _storms.Exists(storm => storm.Storm.Kind == StepKind.StorageStorm && storm.Until > Scheduler.Now);

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

    /// <summary>Which fault the webhook has now.</summary>
    public StorageFault FaultOfWebhook()
    {
        foreach (var (storm, until) in _storms)
        {
            if (storm.Kind == StepKind.StorageStorm && storm.Where == WebhookReceiver.Name && until > Scheduler.Now && Scheduler.Random.NextDouble() < storm.Share)
                return storm.Storage;
        }

        return StorageFault.None;
    }

    /// <summary>Notes a contradiction if a provider that was closed long ago is offered an email to an address.</summary>
    public void CheckOpen(string provider, string address)
    {
        if (!Closed.TryGetValue(provider, out var closedAt))
            return;

        // While storage failed, an instance could not read that the provider was removed.
        var readable = _storms.Where(storm => storm.Storm.Kind == StepKind.StorageStorm).Select(storm => storm.Until).Append(closedAt).Max();
        if (Scheduler.Now > readable + CloseTime)
            History.Contradictions.Add($"{provider} is offered an email to {address} {Scheduler.Now - closedAt} after it was closed.");
    }

    /// <summary>Whether the host's own request for a queue fails now.</summary>
    public bool HostFails() => _storms.Exists(storm => storm.Storm is { Kind: StepKind.StorageStorm, Storage: StorageFault.Before or StorageFault.Busy, Where: not WebhookReceiver.Name } && storm.Until > Scheduler.Now && Scheduler.Random.NextDouble() < storm.Storm.Share);

    /// <summary>How long the trigger keeps a message hidden, if that is too short.</summary>
    public TimeSpan? RedeliveryAfter() => _storms.Exists(storm => storm.Storm is { Storage: StorageFault.Redelivery, Where: not WebhookReceiver.Name } && storm.Until > Scheduler.Now && Scheduler.Random.NextDouble() < storm.Storm.Share)
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
        if (IsAsleep)
            return;
        Scheduler.After(TimeSpan.FromSeconds(1) + Scheduler.Around(TimeSpan.FromSeconds(10)), () => _ = StartAsync(instance.Number));
    }

    internal async Task StartAsync(int number)
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

    private void Happen(Step step, Callers callers, Operator operators)
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
            case StepKind.Reconfigure:
                Deployment.Change(step);
                break;
            case StepKind.AddProvider or StepKind.RemoveProvider or StepKind.Revoke:
                operators.Begin(step);
                break;
            default:
                callers.Begin(step);
                break;
        }
    }

    // The host polls; it finds a message soon after it is visible.
    private void Pump(string queue)
    {
        if (IsAsleep || !Queues.Contains(queue) || !_pumped.Add(queue))
            return;
        Scheduler.After(Scheduler.Around(TimeSpan.FromMilliseconds(300)), () =>
        {
            _pumped.Remove(queue);
            if (!Trigger.TryPump(this, queue) || Storage.Queues.Messages(queue).Any(m => m.VisibleAt <= Scheduler.Now))
                Scheduler.After(TimeSpan.FromSeconds(2), () => Pump(queue));
        });
    }
}
