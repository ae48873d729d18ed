using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Adds, changes and removes providers through the API. A password is stored under a new name before the row refers to it, and the previous one is
/// deleted later by <see cref="ProviderList"/>, because other instances use it until they have followed. A stored password never goes to another
/// server: who changes the server or its security must know the password.
/// <para>
/// The operator's key adds providers for all tenants. An admin key of a tenant adds them only for this tenant, on public hosts and submission ports,
/// so that the dispatcher cannot be used to reach into its own network.
/// </para>
/// </summary>
public sealed partial class ProviderManagement(
    ProviderTable table, ProviderList list, ProviderCatalogue catalogue, ProviderTest test, TimeProvider time, ILogger<ProviderManagement> logger, ISecretStore? store = null)
{
    private const int MaxOldSecrets = 10;

    /// <summary>Whether a key may see a provider.</summary>
    public static bool MaySee(ApiKey by, ProviderOptions provider) =>
        provider.Tenants.Count == 0 || provider.Tenants.Contains(by.Tenant) || (by.IsOperator && provider.IsManaged);

    /// <summary>Whether a key may change a provider.</summary>
    public static bool MayChange(ApiKey by, ProviderOptions provider) => provider.Row is { } row && MayChange(by, row);

    /// <exception cref="CredentialException">The password could not be stored; nothing was added.</exception>
    public async Task<ProviderOutcome> AddAsync(ApiKey by, ProviderRequest request, CancellationToken cancellationToken)
    {
        var name = request.Name!;
        var fresh = new ManagedProvider { Name = name, Tenant = by.IsOperator ? "" : by.Tenant, Settings = new Dictionary<string, string>() };
        var (row, provider, errors) = Apply(by, request, fresh);
        if (errors.Count > 0)
            return ProviderOutcome.Refused(errors);

        var rows = await table.ReadAllAsync(cancellationToken);
        var existing = rows.FirstOrDefault(other => other.Name == name);
        if (catalogue.IsOfSettings(name) || existing is { IsRemoved: false })
            return NameIsTaken(name);
        if (rows.Count(other => other.Tenant == row.Tenant && !other.IsRemoved) >= ProviderTable.MaxPerTenant)
            return ProviderOutcome.Refused(new FieldError("name", $"cannot be added: at most {ProviderTable.MaxPerTenant} providers can be added"));
        if (request.Test && await FailAsync(provider, request, cancellationToken) is { } failed)
            return failed;

        // A removed provider's row waits for its passwords to be deleted.
        row = row with { OldSecrets = existing?.OldSecrets ?? [], ETag = existing?.ETag ?? default };
        if (!await TryWriteAsync(row, request, () => existing is null ? table.TryAddAsync(row, cancellationToken) : table.TryReplaceAsync(row, cancellationToken), cancellationToken))
            return NameIsTaken(name);

        Log.Added(logger, name, row.Tenant, by.Id);
        return await FollowAsync(provider, request.Test, cancellationToken);
    }

    /// <returns>Null if there is no provider with this name that the key may see.</returns>
    /// <exception cref="CredentialException">The password could not be stored; nothing was changed.</exception>
    public async Task<ProviderOutcome?> ChangeAsync(ApiKey by, string name, ProviderRequest update, CancellationToken cancellationToken)
    {
        if (FindFixed(by, name) is { } refusal)
            return refusal;

        while (await table.FindAsync(name, cancellationToken) is { IsRemoved: false } found && MayChange(by, found))
        {
            var (row, provider, errors) = Apply(by, update, found);
            if (errors.Count > 0)
                return ProviderOutcome.Refused(errors);

            var isTested = update.Test && (ProviderRequestRules.IsServerChanged(found, provider) || update.HasPassword || UsernameOf(found) != UsernameOf(row));
            if (isTested && await FailAsync(provider, update, cancellationToken) is { } failed)
                return failed;

            if (found.Secret.Length > 0 && found.Secret != row.Secret)
                row = row with { OldSecrets = await TrimAsync([.. found.OldSecrets, found.Secret], cancellationToken) };
            if (!await TryWriteAsync(row, update, () => table.TryReplaceAsync(row, cancellationToken), cancellationToken))
                continue;

            Log.Changed(logger, name, row.Tenant, by.Id, string.Join(", ", update.Settings.Keys.Concat(update.HasPassword ? ["password"] : [])));
            return await FollowAsync(provider, isTested, cancellationToken);
        }

        return null;
    }

    /// <summary>Removes a provider. Sessions in progress end normally; rows and statistics of its emails stay.</summary>
    /// <returns>Null if there is no provider with this name that the key may see.</returns>
    public async Task<ProviderOutcome?> RemoveAsync(ApiKey by, string name, CancellationToken cancellationToken)
    {
        while (await table.FindAsync(name, cancellationToken) is { IsRemoved: false } found && MayChange(by, found))
        {
            var removed = found with
            {
                IsRemoved = true,
                ChangedAt = time.GetUtcNow(),
                Settings = new Dictionary<string, string>(),
                Secret = "",
                OldSecrets = found.Secret.Length > 0 ? [.. found.OldSecrets, found.Secret] : found.OldSecrets,
            };
            if (!await table.TryReplaceAsync(removed, cancellationToken))
                continue;

            Log.Removed(logger, name, found.Tenant, by.Id);
            return await FollowAsync(provider: null, isTested: false, cancellationToken);
        }

        return FindFixed(by, name);
    }

    private static bool MayChange(ApiKey by, ManagedProvider row) => by.IsOperator || (row.IsOfTenant && row.Tenant == by.Tenant);

    private static ProviderOutcome NameIsTaken(string name) => new() { Conflict = $"The name {name} is taken; choose a different name." };

    private static string UsernameOf(ManagedProvider row) => row.Settings.GetValueOrDefault(nameof(ProviderOptions.Username), "");

    /// <summary>Why a provider that the key may see cannot be changed with it; null if it can be, or may not be seen.</summary>
    private ProviderOutcome? FindFixed(ApiKey by, string name)
    {
        if (catalogue.All.FirstOrDefault(provider => provider.Name == name) is not { } provider || !MaySee(by, provider) || MayChange(by, provider))
            return null;
        return provider.IsManaged
            ? new ProviderOutcome { Restriction = $"The operator added {name}: only the operator's key may change it." }
            : new ProviderOutcome { Conflict = $"{name} comes from the settings of the deployment and can be changed only there." };
    }

    private (ManagedProvider Row, ProviderOptions Provider, IReadOnlyList<FieldError> Errors) Apply(ApiKey by, ProviderRequest request, ManagedProvider before)
    {
        var settings = before.Settings.Where(s => !request.Settings.Keys.Any(setting => ProviderFields.IsOf(s.Key, setting)))
            .Concat(request.Settings.Values.SelectMany(values => values)).ToDictionary();
        var row = before with
        {
            Settings = settings,
            Secret = !request.HasPassword ? before.Secret : request.Password is null ? "" : $"provider-{Guid.NewGuid():N}",
            ChangedAt = time.GetUtcNow(),
        };
        var faults = new List<string>();
        var provider = ProviderFields.ReadRow(row, faults);
        row = row with { DrainedSince = !provider.Drain ? null : before.DrainedSince ?? row.ChangedAt };
        provider.Row = row;
        return (row, provider, [.. faults.Select(ProviderFields.ToError), .. ProviderRequestRules.FindErrors(by, request, before, provider, canStore: store is not null)]);
    }

    private async Task<ProviderOutcome?> FailAsync(ProviderOptions provider, ProviderRequest request, CancellationToken cancellationToken)
    {
        var report = await test.RunUnsavedAsync(provider, ProviderRequestRules.ReadSecret(request, out _), cancellationToken);
        return report.Succeeded ? null : new ProviderOutcome { FailedTest = report };
    }

    /// <summary>Stores the password, then the row; if the row was not written, the password is deleted again.</summary>
    private async Task<bool> TryWriteAsync(ManagedProvider row, ProviderRequest request, Func<Task<bool>> write, CancellationToken cancellationToken)
    {
        var isWritten = false;
        try
        {
            if (request.Password is { } password)
                await store!.WriteAsync(row.Secret, password, cancellationToken);
            isWritten = await write();

            // The response to an earlier try of the SDK may have been lost.
            return isWritten = isWritten || await IsStoredAsync(row);
        }
        finally
        {
            if (!isWritten && request.Password is not null)
                await DiscardAsync(row);
        }
    }

    private async Task<bool> IsStoredAsync(ManagedProvider row) =>
        await table.FindAsync(row.Name, CancellationToken.None) is { IsRemoved: false } stored && stored.Text == row.Text && stored.ChangedAt == row.ChangedAt;

    private async Task DiscardAsync(ManagedProvider row)
    {
        try
        {
            if (!await IsStoredAsync(row))
                await store!.DeleteAsync(row.Secret, CancellationToken.None);
        }
#pragma warning disable CA1031 // A password that no row names is not used.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Left(logger, fault, row.Name, row.Secret);
        }
    }

    private async Task<IReadOnlyList<string>> TrimAsync(List<string> old, CancellationToken cancellationToken)
    {
        for (; old.Count > MaxOldSecrets && store is not null; old.RemoveAt(0))
            await store.DeleteAsync(old[0], cancellationToken);
        return old;
    }

    private async Task<ProviderOutcome> FollowAsync(ProviderOptions? provider, bool isTested, CancellationToken cancellationToken)
    {
        await list.RefreshAsync(cancellationToken);
        if (isTested)
            await test.ResumeAsync(provider!.Name, cancellationToken);
        return new ProviderOutcome { Provider = provider };
    }

    private static partial class Log
    {
        [LoggerMessage(2901, LogLevel.Information, "Provider {Provider} of tenant '{Tenant}' was added with the API key {Key}")]
        public static partial void Added(ILogger logger, string provider, string tenant, string key);

        [LoggerMessage(2902, LogLevel.Information, "Provider {Provider} of tenant '{Tenant}' was changed with the API key {Key}: {Settings}")]
        public static partial void Changed(ILogger logger, string provider, string tenant, string key, string settings);

        [LoggerMessage(2903, LogLevel.Information, "Provider {Provider} of tenant '{Tenant}' was removed with the API key {Key}")]
        public static partial void Removed(ILogger logger, string provider, string tenant, string key);

        [LoggerMessage(2904, LogLevel.Warning, "An unused password of provider {Provider} may be left in the Key Vault: {Secret}")]
        public static partial void Left(ILogger logger, Exception fault, string provider, string secret);
    }
}
