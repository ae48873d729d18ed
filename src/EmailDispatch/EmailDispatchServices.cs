using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Retention;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Suppressions;
using EmailDispatch.Usage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EmailDispatch;

/// <summary>The composition root: every service of the library, wired in one place.</summary>
public static class EmailDispatchServices
{
    /// <summary>The setting that tells the storage account: a connection string, or <c>…__accountName</c> with an identity.</summary>
    public const string StorageSetting = "AzureWebJobsStorage";

    /// <summary>The setting that tells the Key Vault with the providers' secrets; without it they are in the section <c>Secrets</c>.</summary>
    public const string VaultSetting = "KeyVault:Uri";

    /// <summary>Adds the library. Settings are checked when the host starts.</summary>
    public static IServiceCollection AddEmailDispatch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EmailLimits>().Bind(configuration.GetSection("Emails")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TestAddressOptions>().Bind(configuration.GetSection(TestAddressOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<StatusOptions>().Bind(configuration.GetSection("Status")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<AttachmentFetchOptions>().Bind(configuration.GetSection("Emails")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection("Retention")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DispatchOptions>().Bind(configuration.GetSection("Dispatch")).ValidateDataAnnotations().ValidateOnStart();

        services.AddOptionsWithValidateOnStart<RoomSettings, RoomSettingsValidation>();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Random.Shared);
        AddStorage(services, configuration);
        AddCredentials(services, configuration);

        services.AddOptions<AccessOptions>().Bind(configuration.GetSection("Access")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SettingsKeys>();
        services.AddStoragePlace<ApiKeyTable>();
        services.AddSingleton<ApiKeyCache>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ApiKeyManagement>();
        services.AddSingleton<KeyRates>();
        services.AddSingleton<KeyUses>();
        services.AddSingleton<RequestBudget>();
        services.AddSingleton<TestAddresses>();
        services.AddSingleton<EmailIntake>();
        services.AddSingleton<BatchIntake>();
        services.AddSingleton<SubmissionReader>();
        services.AddSingleton<ProviderEligibility>();
        services.AddSingleton<EmailAdvisor>();
        services.AddSingleton<AttachmentFetcher>();
        services.AddSingleton<Acceptance>();
        services.AddStoragePlace<IdempotencyKeys>();
        services.AddSingleton<EmailSchedule>();
        services.AddStoragePlace<QueueDrops>();
        services.AddStoragePlace<DispatchQueue>();
        services.AddStoragePlace<PayloadStore>();
        services.AddStoragePlace<OpenHours>();
        services.AddStoragePlace<StatusStore>();
        services.AddStoragePlace<GivenIds>();
        services.AddSingleton<StatusBatches>();
        services.AddStoragePlace<SuppressionStore>();
        services.AddSingleton<SuppressionList>();
        services.AddSingleton<ProviderCatalogue>();
        services.AddSingleton<ConnectionPools>();
        services.AddSingleton<SmtpSender>();
        services.AddStoragePlace<ProviderStateTable>();
        services.AddSingleton<ProviderHealth>();
        services.AddSingleton<ProviderQuotas>();
        services.AddSingleton<ProviderSnapshots>();
        services.AddSingleton<FailureClassifier>();
        services.AddSingleton<RetrySchedule>();
        services.AddSingleton<ConnectionTest>();
        services.AddSingleton<ProviderTest>();
        services.AddStoragePlace<InstanceTable>();
        services.AddSingleton<InstanceLease>();
        services.AddSingleton<LostInstances>();
        services.AddSingleton<SessionLimits>();
        services.AddSingleton<TestEmails>();
        services.AddSingleton<SimulatedSessions>();
        services.AddSingleton<ProviderPass>();
        services.AddSingleton<UnacceptedEmails>();
        services.AddSingleton<LostAttempts>();
        services.AddSingleton<Claims>();
        services.AddSingleton<AttemptRecorder>();
        services.AddSingleton<MissingPayloads>();
        services.AddSingleton<SuppressedRecipients>();
        services.AddSingleton<FollowUp>();
        services.AddSingleton<DispatchBudget>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<DispatchRuns>();
        services.AddSingleton<EmailRetry>();
        services.AddSingleton<BulkRetry>();
        services.AddSingleton<StaleEmails>();
        services.AddSingleton<PoisonedMessages>();
        services.AddSingleton<PoisonedDrops>();
        services.AddSingleton<DispatcherWatch>();
        services.AddStoragePlace<UsageTable>();
        services.AddSingleton<UsageAggregator>();
        services.AddSingleton<UsageReports>();
        services.AddSingleton<RetentionSweep>();
        services.AddHostedService<Lifetime>();
        return services;
    }

    /// <summary>What is wrong with the settings that are read here.</summary>
    internal static IEnumerable<string> FindFaults(IConfiguration configuration)
    {
        if (configuration[StorageSetting] is not { Length: > 0 } && configuration[$"{StorageSetting}:accountName"] is not { Length: > 0 })
            yield return $"The setting {StorageSetting} (a connection string) or {StorageSetting}__accountName is needed.";
        if (configuration[VaultSetting] is { Length: > 0 } vault && !Uri.TryCreate(vault, UriKind.Absolute, out _))
            yield return $"The setting {VaultSetting} is not an address: {vault}";
    }

    private static void AddStoragePlace<T>(this IServiceCollection services)
        where T : class, IStoragePlace =>
        services.AddSingleton<T>().AddSingleton<IStoragePlace>(s => s.GetRequiredService<T>());

    private static void AddStorage(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[StorageSetting] is { Length: > 0 } connectionString)
        {
            services.AddSingleton(_ => new QueueServiceClient(connectionString));
            services.AddSingleton(_ => new BlobServiceClient(connectionString));
            services.AddSingleton(_ => new TableServiceClient(connectionString));
            return;
        }

        var account = configuration[$"{StorageSetting}:accountName"];
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton(s => new QueueServiceClient(Endpoint("queue"), s.GetRequiredService<TokenCredential>()));
        services.AddSingleton(s => new BlobServiceClient(Endpoint("blob"), s.GetRequiredService<TokenCredential>()));
        services.AddSingleton(s => new TableServiceClient(Endpoint("table"), s.GetRequiredService<TokenCredential>()));

        Uri Endpoint(string service) => new(configuration[$"{StorageSetting}:{service}ServiceUri"] ?? $"https://{account}.{service}.core.windows.net");
    }

    private static void AddCredentials(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ProviderCredentials>();
        services.AddSingleton(s => new AccessTokens(
            new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1) }),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<AccessTokens>>()));

        // One that is no address is refused at the start, with all other faults.
        if (!Uri.TryCreate(configuration[VaultSetting], UriKind.Absolute, out var vault))
        {
            services.AddSingleton<ISecretSource, SettingsSecretSource>();
            return;
        }

        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton(s => new SecretClient(vault, s.GetRequiredService<TokenCredential>()));
        services.AddSingleton<ISecretSource, KeyVaultSecretSource>();
    }
}
