using System.Text;
using EmailDispatch.Access;
using EmailDispatch.Endpoints;
using EmailDispatch.Operations;
using EmailDispatch.Webhooks;

namespace EmailDispatch.Simulation.World;

/// <summary>Who runs the dispatcher: adds and removes a provider, issues and revokes an API key, and has a webhook. One thing after another.</summary>
internal sealed class Operator(SimulatedWorld world, Callers callers)
{
    public const string Added = "c";

    private const int MaxTries = 8;

    private static readonly ApiKey Key = new() { Id = "settings:0", Name = "operator", Tenant = ApiKey.DefaultTenant };

    private Task _last = Task.CompletedTask;

    // An addition without an answer may still be made.
    private bool _isOpen;

    public static async Task PrepareAsync(SimulatedWorld world)
    {
        var instance = world.Instances[0];
        if (world.Plan.Steps.Any(step => step.IsKeyed))
            world.Key = (await instance.Get<ApiKeyManagement>().IssueAsync(Key, new ApiKeyRequest { Name = "simulated" }, CancellationToken.None)).Issued;
        if (world.Plan.HasWebhook)
            await instance.Get<WebhookManagement>().AddAsync(ApiKey.DefaultTenant, new WebhookRequest { Url = "https://hook.test/", Events = EventTypes.OfEmails }, CancellationToken.None);
    }

    public void Begin(Step step) => _last = RunAsync(_last, step);

    private async Task RunAsync(Task before, Step step)
    {
        await before;
        switch (step.Kind)
        {
            case StepKind.AddProvider:
                await AddAsync(step);
                break;
            case StepKind.RemoveProvider:
                await RemoveAsync();
                break;
            default:
                await RevokeAsync();
                break;
        }
    }

    private async Task AddAsync(Step step)
    {
        var json = $$"""
            {"name":"{{Added}}","host":"127.0.0.1","port":{{SimulatedWorld.FirstPort + 2}},"security":"none","allow_insecure":true,
             "priority":{{step.Number}},"ehlo_name":"sim.test","command_timeout":"00:00:20","test":false}
            """;
        var request = ProviderRequestReader.Read(Encoding.UTF8.GetBytes(json));
        world.Closed.Remove(Added);
        await TryAsync("add provider", async instance =>
        {
            var outcome = await instance.Get<ProviderManagement>().AddAsync(Key, request.Request!, CancellationToken.None);
            if (outcome.Errors.Count > 0)
                world.History.Contradictions.Add($"The provider is refused: {outcome.Errors[0].Field} {outcome.Errors[0].Message}");
            return "added";
        });
    }

    private async Task RemoveAsync()
    {
        if (await TryAsync("remove provider", async instance =>
        {
            await instance.Get<ProviderManagement>().RemoveAsync(Key, Added, CancellationToken.None);
            return "removed";
        }) && !_isOpen)
        {
            world.Closed[Added] = world.Scheduler.Now;
        }
    }

    private async Task RevokeAsync()
    {
        // A minimal example may have no post with it.
        if (world.Key is not { } key)
            return;
        world.IsRevoking = true;
        if (await TryAsync("revoke key", async instance => $"{await instance.Get<ApiKeyManagement>().RevokeAsync(Key, key.Key.Tenant, key.Key.Id, CancellationToken.None)}"))
            world.RevokedAt ??= world.Scheduler.Now;
    }

    private async Task<bool> TryAsync(string what, Func<Instance, Task<string>> ask)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await callers.AskAsync(what, ask) is not null)
                return true;
            await world.Scheduler.Delay(TimeSpan.FromSeconds(5));
        }

        _isOpen = true;
        return false;
    }
}
