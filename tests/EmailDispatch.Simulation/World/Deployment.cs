using EmailDispatch.Simulation.Storage;

namespace EmailDispatch.Simulation.World;

/// <summary>The settings of the deployment. They change while instances run: at once, or by restarting one instance after another.</summary>
internal sealed class Deployment(SimulatedWorld world)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(15);

    private bool _isSwapped;
    private bool _isWithoutB;

    /// <summary>Changes the order of the providers, or whether the second one is used.</summary>
    public void Change(Step step)
    {
        if (step.Number % 2 == 0)
            _isSwapped = !_isSwapped;
        else
            _isWithoutB = !_isWithoutB;
        if (_isWithoutB)
            world.Closed["b"] = world.Scheduler.Now;
        else
            world.Closed.Remove("b");

        if (step.Number / 2 % 2 == 0)
            world.Instances.ForEach(instance => instance.Reload());
        else
            _ = RestartAllAsync();
    }

    public Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>
        {
            [EmailDispatchServices.StorageSetting] = StorageAccount.ConnectionString,
            ["Dispatch:MaxAge"] = world.Plan.MaxAge.ToString(),
            ["Secrets:webhook-signing-key"] = new string('k', 40),
            ["Secrets:events"] = Reporters.Secret,
        };
        foreach (var (n, name) in SimulatedWorld.Providers.Index())
        {
            settings[$"Providers:{n}:Name"] = name;
            settings[$"Providers:{n}:Host"] = "127.0.0.1";
            settings[$"Providers:{n}:Port"] = $"{SimulatedWorld.FirstPort + n}";
            settings[$"Providers:{n}:Security"] = "None";
            settings[$"Providers:{n}:AllowInsecure"] = "true";
            settings[$"Providers:{n}:Priority"] = $"{(_isSwapped ? 2 - n : n + 1)}";
            settings[$"Providers:{n}:Enabled"] = $"{!_isWithoutB || name != "b"}";
            settings[$"Providers:{n}:EhloName"] = "sim.test";
            settings[$"Providers:{n}:CommandTimeout"] = "00:00:20";
            if (!world.Plan.HasEvents)
                continue;
            settings[$"Providers:{n}:Preset"] = "Postmark";
            settings[$"Providers:{n}:Secret"] = "events";
            settings[$"Providers:{n}:EventsSecret"] = "events";
        }

        return settings;
    }

    private async Task RestartAllAsync()
    {
        foreach (var instance in world.Instances.ToList())
        {
            if (instance.IsReady)
                _ = instance.StopAsync();
            else
                instance.Crash();
            await world.Scheduler.Delay(world.Scheduler.Around(Between));
        }
    }
}
