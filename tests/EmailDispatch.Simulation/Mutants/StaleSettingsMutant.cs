using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.World;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>Does not take over changed settings.</summary>
internal sealed class StaleSettingsMutant : Mutant
{
    public override bool Reloads => false;

    // The second provider is disabled while the first one is down.
    public override Plan Change(Plan plan) => plan with
    {
        Steps =
        [
            new Step(TimeSpan.Zero, StepKind.Reconfigure) { Number = 1 },
            new Step(TimeSpan.Zero, StepKind.MailStorm) { Mail = MailFault.ConnectRefused, Where = "a", Share = 1, Lasts = TimeSpan.FromMinutes(40) },
            .. plan.Steps,
        ],
    };
}
