using EmailDispatch.Simulation.Storage;
using EmailDispatch.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>A planted fault: changes requests, services or the trigger. The checker must notice. This one changes nothing.</summary>
public class Mutant
{
    public static readonly Mutant None = new();

    public virtual StoredAnswer Answer(SimulatedWorld world, Instance instance, StorageCall call) => world.Storage.Answer(call);

    public virtual void Configure(IServiceCollection services)
    {
    }

    public virtual Task RunAsync(SimulatedWorld world, Instance instance, string queue, StoredMessage message, Func<Task> run) => run();

    /// <summary>What the client reads after the final dot instead of the server's reply; null for that.</summary>
    public virtual string? ReplyToDot(Mail.MailFault fault) => null;

    /// <summary>How often the client sends each message.</summary>
    public virtual int Copies => 1;

    /// <summary>Another provider that accepts the email too; null for none.</summary>
    public virtual string? AlsoSentBy(string email, string provider) => null;

    /// <summary>Whether a running instance takes over changed settings.</summary>
    public virtual bool Reloads => true;

    public virtual Plan Change(Plan plan) => plan;
}
