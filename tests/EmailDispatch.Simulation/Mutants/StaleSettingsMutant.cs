namespace EmailDispatch.Simulation.Mutants;

/// <summary>Does not take over changed settings.</summary>
internal sealed class StaleSettingsMutant : Mutant
{
    public override bool Reloads => false;
}
