using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Webhooks;

/// <summary>Adds, shows, changes and removes the endpoints of a tenant.</summary>
public sealed partial class WebhookManagement(
    EndpointTable table, EndpointList endpoints, SigningSecrets secrets, Deliveries deliveries, TimeProvider time, ILogger<WebhookManagement> logger)
{
    /// <summary>Adds an endpoint.</summary>
    /// <exception cref="CredentialException">The signing key cannot be read; nothing was added.</exception>
    public async Task<(WebhookEndpoint? Endpoint, FieldError? Error)> AddAsync(string tenant, WebhookRequest request, CancellationToken cancellationToken)
    {
        if ((await table.ListAsync(tenant, cancellationToken)).Count >= EndpointTable.MaxPerTenant)
            return (null, new FieldError("endpoint", $"cannot be added: a tenant has at most {EndpointTable.MaxPerTenant} webhooks"));

        var endpoint = new WebhookEndpoint { Id = Guid.NewGuid().ToString("D"), Tenant = tenant, Url = request.Url!, Events = request.Events!, CreatedAt = time.GetUtcNow() };
        _ = await secrets.OfAsync(endpoint, cancellationToken);
        await table.AddAsync(endpoint, cancellationToken);
        endpoints.Forget();
        Log.Added(logger, endpoint.Id, tenant, HostOf(endpoint));
        return (endpoint, null);
    }

    /// <summary>Lists a tenant's endpoints, oldest first.</summary>
    public Task<IReadOnlyList<WebhookEndpoint>> ListAsync(string tenant, CancellationToken cancellationToken) => table.ListAsync(tenant, cancellationToken);

    public Task<WebhookEndpoint?> FindAsync(string tenant, string id, CancellationToken cancellationToken) => table.FindAsync(tenant, id, cancellationToken);

    /// <summary>Returns the current signing secret of an endpoint.</summary>
    /// <exception cref="CredentialException">The signing key cannot be read.</exception>
    public ValueTask<string> SecretOfAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) => secrets.OfAsync(endpoint, cancellationToken);

    /// <summary>Changes an endpoint. Enabling it posts the waiting events.</summary>
    /// <returns>The changed endpoint; null if there is none with this id.</returns>
    public async Task<WebhookEndpoint?> UpdateAsync(string tenant, string id, WebhookRequest update, CancellationToken cancellationToken)
    {
        var changed = await ChangeAsync(tenant, id, found => Apply(update, found), cancellationToken);
        if (changed is { IsEnabled: true } && update.IsEnabled == true)
            _ = deliveries.Of(changed).Wake();
        return changed;
    }

    /// <summary>Gives an endpoint a new signing secret; for <see cref="WebhookEndpoint.Overlap"/>, the previous one signs too.</summary>
    /// <returns>The changed endpoint; null if there is none with this id.</returns>
    public async Task<WebhookEndpoint?> RotateAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var rotated = await ChangeAsync(tenant, id, found => found with { Rotations = found.Rotations + 1, RotatedAt = time.GetUtcNow() }, cancellationToken);
        if (rotated is not null)
            Log.Rotated(logger, rotated.Id, tenant);
        return rotated;
    }

    /// <summary>Removes an endpoint if it exists; its history is deleted later.</summary>
    public async Task<bool> RemoveAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var removed = await ChangeAsync(tenant, id, found => found with { IsDeleted = true, IsEnabled = false, DisabledAt = time.GetUtcNow() }, cancellationToken);
        if (removed is not null)
            Log.Removed(logger, removed.Id, tenant, HostOf(removed));
        return removed is not null;
    }

    private async Task<WebhookEndpoint?> ChangeAsync(string tenant, string id, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken)
    {
        while (await table.FindAsync(tenant, id, cancellationToken) is { } found)
        {
            var changed = change(found);
            if (!await table.TryReplaceAsync(changed, cancellationToken))
                continue;

            endpoints.Forget();
            return changed;
        }

        return null;
    }

    private WebhookEndpoint Apply(WebhookRequest update, WebhookEndpoint endpoint)
    {
        var isEnabled = update.IsEnabled ?? endpoint.IsEnabled;
        return endpoint with
        {
            Url = update.Url ?? endpoint.Url,
            Events = update.Events ?? endpoint.Events,
            IsEnabled = isEnabled,
            DisabledReason = isEnabled ? null : endpoint.DisabledReason,
            DisabledAt = isEnabled ? null : endpoint.DisabledAt ?? time.GetUtcNow(),
        };
    }

    private static string HostOf(WebhookEndpoint endpoint) => new Uri(endpoint.Url).Host;

    private static partial class Log
    {
        [LoggerMessage(5508, LogLevel.Information, "Webhook {Endpoint} of {Tenant} at {Host} was created")]
        public static partial void Added(ILogger logger, string endpoint, string tenant, string host);

        [LoggerMessage(5509, LogLevel.Information, "The signing secret of webhook {Endpoint} of {Tenant} was rotated")]
        public static partial void Rotated(ILogger logger, string endpoint, string tenant);

        [LoggerMessage(5510, LogLevel.Information, "Webhook {Endpoint} of {Tenant} at {Host} was deleted")]
        public static partial void Removed(ILogger logger, string endpoint, string tenant, string host);
    }
}
