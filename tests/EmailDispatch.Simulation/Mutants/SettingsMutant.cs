using EmailDispatch.Simulation.World;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>Changes services, or the plan.</summary>
internal sealed class SettingsMutant(Action<IServiceCollection> configure, Func<Plan, Plan>? change = null) : Mutant
{
    public override void Configure(IServiceCollection services) => configure(services);

    public override Plan Change(Plan plan) => change?.Invoke(plan) ?? plan;
}
