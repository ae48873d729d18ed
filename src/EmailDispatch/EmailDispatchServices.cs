using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Dispatch;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Dns;
using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Events;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Events.Mail;
using EmailDispatch.Events.Mailbox;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Operations;
using EmailDispatch.Operations.Problems;
using EmailDispatch.PersonalData;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Retention;
using EmailDispatch.Secrets;
using EmailDispatch.Senders;
using EmailDispatch.Settings;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Suppressions;
using EmailDispatch.Templates;
using EmailDispatch.Unsubscribing;
using EmailDispatch.Usage;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch;

/// <summary>The composition root: every service of the library, wired in one place.</summary>
public static class EmailDispatchServices
{
    /// <summary>The setting that tells the storage account: a connection string, or <c>…__accountName</c> with an identity.</summary>
    public const string StorageSetting = "AzureWebJobsStorage";

    /// <summary>The setting that tells the Key Vault with the providers' secrets; without it they are in the section <c>Secrets</c>.</summary>
    public const string VaultSetting = "KeyVault:Uri";

    /// <summary>The setting that tells the Key Vault in which the app may write: private keys of DKIM, and passwords of providers.</summary>
    public const string KeyVaultSetting = "KeyVault:DkimUri";

    // Those of the identity are read by Azure's libraries and the Functions host.
    private static readonly string[] StorageNames =
        ["accountName", "queueServiceUri", "blobServiceUri", "tableServiceUri", "credential", "clientId", "tenantId", "managedIdentityResourceId", "serviceUri"];

    // One of each, by room.
    private static readonly Type[] Services =
    [
        typeof(SettingsKeys), typeof(ApiKeyTable), typeof(ApiKeyCache), typeof(ApiKeys), typeof(ApiKeyManagement), typeof(KeyRates), typeof(KeyUses),
        typeof(SenderRules), typeof(SenderQuotas),
        typeof(RequestBudget), typeof(StoragePressure), typeof(IntakeGate), typeof(EmailIntake), typeof(BatchIntake), typeof(SubmissionReader), typeof(ProviderEligibility), typeof(DryRun),
        typeof(AttachmentFetcher), typeof(AttachmentLinks), typeof(Acceptance), typeof(IdempotencyKeys), typeof(QueueDrops),
        typeof(TestAddresses),
        typeof(EmailSchedule), typeof(LostInstances), typeof(WaitingEmails), typeof(ExpressLane), typeof(EmailRetry), typeof(BulkRetry), typeof(StaleEmails), typeof(PoisonedMessages), typeof(PoisonedDrops), typeof(PoisonedEvents), typeof(PoisonQueues),
        typeof(DispatcherWatch), typeof(Expiries), typeof(ProviderManagement),
        typeof(RecentEmails), typeof(OverviewReader),
        typeof(DispatchQueue), typeof(WaitingMessages), typeof(PayloadStore), typeof(ReadLinks), typeof(LinkedFileStore),
        typeof(EndpointTable), typeof(EndpointList),
        typeof(OpenHours), typeof(Outbox), typeof(StatusStore), typeof(GivenIds),
        typeof(AddressHashes), typeof(SuppressionStore), typeof(SuppressionList), typeof(UnsubscribeLinks),
        typeof(ProviderTable), typeof(ProviderList), typeof(ProviderStateTable), typeof(ProviderHealth), typeof(ProviderQuotas), typeof(ProviderSnapshots),
        typeof(ConnectionPools), typeof(MessageSigner), typeof(SmtpSender),
        typeof(FailureClassifier),
        typeof(RetrySchedule), typeof(InstanceTable), typeof(InstanceLease), typeof(SessionLimits), typeof(SimulatedSessions), typeof(ProviderPass),
        typeof(UnacceptedEmails), typeof(LostAttempts), typeof(Claims), typeof(AttemptRecorder), typeof(MissingPayloads),
        typeof(SuppressedRecipients), typeof(FollowUp), typeof(KeptMessages), typeof(KeptAttachments), typeof(DispatchBudget), typeof(Dispatcher), typeof(DispatchRuns),
        typeof(ConnectionTest), typeof(ProviderTest), typeof(ProviderSelfTest), typeof(TestEmails),
        typeof(EventQueue), typeof(EventDialects), typeof(EventSecrets), typeof(EventTenants), typeof(EventReceiver), typeof(EventApplier), typeof(MailReceiver), typeof(BounceMailbox),
        typeof(UsageTable), typeof(UsageAggregator), typeof(UsageRefresh), typeof(UsageCosts), typeof(UsageReports),
        typeof(TemplateTable), typeof(PublishedTemplates), typeof(TemplateManagement),
        typeof(DomainTable), typeof(KnownDomains), typeof(DomainAlignments), typeof(DomainCheck), typeof(DomainManagement), typeof(AlignmentAdvisor),
        typeof(DomainKeys), typeof(SigningKeys), typeof(DomainSigning),
        typeof(RetentionSweep),
        typeof(TenantScan), typeof(RecipientExport), typeof(PoisonErasure), typeof(ErasurePass), typeof(RecipientErasure),
        typeof(SigningSecrets), typeof(WebhookClient), typeof(Deliveries), typeof(Teller), typeof(OperatorEvents), typeof(DomainEvents), typeof(SenderQuotaEvents), typeof(WebhookSearch), typeof(WebhookRetention), typeof(WebhookReader), typeof(WebhookManagement), typeof(WebhookHistory),
    ];

    /// <summary>Adds the library. Settings are checked when the host starts.</summary>
    public static IServiceCollection AddEmailDispatch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EmailLimits>(configuration, "Emails");
        services.AddSettings<TestAddressOptions>(configuration, TestAddressOptions.Section);
        services.AddSettings<StatusOptions>(configuration, "Status");
        services.AddSettings<AttachmentFetchOptions>(configuration, "Emails");
        services.AddSettings<AttachmentLinkOptions>(configuration, "Emails");
        services.AddSingleton<IValidateOptions<AttachmentLinkOptions>, AttachmentLinkValidation>();
        services.AddSettings<UsageOptions>(configuration, UsageOptions.Section);
        services.AddSettings<RetentionOptions>(configuration, "Retention");
        services.AddSettings<DispatchOptions>(configuration, "Dispatch");
        services.AddSettings<AccessOptions>(configuration, "Access", [.. SettingsKeyReader.Known.Select(name => $"Keys:#:{name}")]);
        services.AddSettings<BounceMailboxOptions>(configuration, "BounceMailbox");
        services.AddSettings<UnsubscribeOptions>(configuration, "Unsubscribe");
        services.AddSettings<DomainOptions>(configuration, "Domains");
        services.AddSettings<WebhookOptions>(configuration, "Webhooks");
        services.AddSingleton(new SettingsSection(ProviderCatalogue.Section, [.. SettingsSection.PropertiesOf(typeof(ProviderOptions)).Select(property => $"#:{property.Name}")]));
        services.AddSingleton(new SettingsSection(SenderRules.Section, [.. SettingsSection.PropertiesOf(typeof(SenderOptions)).Select(property => $"#:{property.Name}")]));
        services.AddSingleton(new SettingsSection("KeyVault", ["Uri", "DkimUri"]) { IsShared = true });
        services.AddSingleton(new SettingsSection(StorageSetting, StorageNames) { IsShared = true });
        services.AddOptionsWithValidateOnStart<RoomSettings, RoomSettingsValidation>();

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Random.Shared);
        AddStorage(services, configuration);
        AddCredentials(services, configuration);
        AddSecretStore(services, configuration);
        services.AddSingleton(_ => new SnsClient(SnsClient.NewHttpClient()));
        foreach (var service in Services)
            services.AddSingleton(service);

        // Until the list was read, no email may fail for want of a provider.
        services.AddSingleton(s =>
        {
            var catalogue = ActivatorUtilities.CreateInstance<ProviderCatalogue>(s);
            catalogue.Await();
            return catalogue;
        });
        services.AddSingleton<IDnsReader>(s => new DnsResolver(
            s.GetRequiredService<IOptions<DomainOptions>>().Value.Resolver, s.GetRequiredService<IOptions<DomainOptions>>().Value.LookupTimeout, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new DomainChecks(
            s.GetRequiredService<DomainTable>(), s.GetRequiredService<DomainCheck>(), s.GetRequiredService<DomainKeys>(), s.GetRequiredService<KnownDomains>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<DomainChecks>>()));
        services.AddHostedService<WebhookService>();
        services.AddHostedService<LibraryLifetime>();
        return services;
    }

    /// <summary>What is wrong with the settings that are read here.</summary>
    internal static IEnumerable<string> FindFaults(IConfiguration configuration)
    {
        foreach (var fault in FindStorageFaults(configuration))
            yield return fault;
        foreach (var name in (string[])[VaultSetting, KeyVaultSetting])
        {
            if (configuration.GetSection(name).Value is { Length: > 0 } vault && !IsAddress(vault))
                yield return $"{SettingFault.NameOf(name)}: '{vault}' is no https address such as https://name.vault.azure.net/.";
        }
    }

    // A connection string is not repeated: it contains the key.
    private static IEnumerable<string> FindStorageFaults(IConfiguration configuration)
    {
        if (configuration[StorageSetting] is { Length: > 0 } connectionString)
        {
            if (!IsConnectionString(connectionString))
                yield return $"{StorageSetting}: is no connection string of a storage account, such as DefaultEndpointsProtocol=https;AccountName=…;AccountKey=…";
            yield break;
        }

        var section = configuration.GetSection(StorageSetting);
        if (section["accountName"] is not { Length: > 0 } account)
            yield return $"{StorageSetting}: is needed (a connection string), or {StorageSetting}__accountName.";
        else if (account.Length is < 3 or > 24 || !account.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            yield return $"{StorageSetting}__accountName: '{account}' must be 3 to 24 lower-case letters and digits.";
        foreach (var name in StorageNames.Where(name => name.EndsWith("ServiceUri", StringComparison.Ordinal)))
        {
            if (section[name] is { } endpoint && !IsAddress(endpoint))
                yield return $"{StorageSetting}__{name}: '{endpoint}' is no https address.";
        }
    }

    /// <summary>Whether links to blobs can be signed. A connection string that is none is told with other faults.</summary>
    internal static bool CanSignLinks(IConfiguration configuration) =>
        configuration[StorageSetting] is not { Length: > 0 } connectionString || !IsConnectionString(connectionString) || ReadLinks.CanSign(connectionString);

    private static bool IsConnectionString(string text)
    {
        try
        {
            _ = new QueueServiceClient(text);
            _ = new BlobServiceClient(text);
            _ = new TableServiceClient(text);
            return true;
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static void AddStorage(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[StorageSetting] is { Length: > 0 } connectionString)
        {
            services.AddSingleton(s => new QueueServiceClient(connectionString, Watched(s, new QueueClientOptions())));
            services.AddSingleton(_ => new BlobServiceClient(connectionString));
            services.AddSingleton(s => new TableServiceClient(connectionString, Watched(s, new TableClientOptions())));
            return;
        }

        var account = configuration[$"{StorageSetting}:accountName"];
        services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
        services.AddSingleton(s => new QueueServiceClient(Endpoint("queue"), s.GetRequiredService<TokenCredential>(), Watched(s, new QueueClientOptions())));
        services.AddSingleton(s => new BlobServiceClient(Endpoint("blob"), s.GetRequiredService<TokenCredential>()));
        services.AddSingleton(s => new TableServiceClient(Endpoint("table"), s.GetRequiredService<TokenCredential>(), Watched(s, new TableClientOptions())));

        Uri Endpoint(string service) => new(configuration[$"{StorageSetting}:{service}ServiceUri"] ?? $"https://{account}.{service}.core.windows.net");
    }

    /// <summary>Has the requests of a client watched for signs that storage is at its limit.</summary>
    internal static T Watched<T>(IServiceProvider services, T options)
        where T : ClientOptions
    {
        options.AddPolicy(services.GetRequiredService<StoragePressure>(), HttpPipelinePosition.PerRetry);
        return options;
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

    // Without one, domains cannot be signed for, and no provider with a password can be added through the API.
    private static void AddSecretStore(IServiceCollection services, IConfiguration configuration)
    {
        if (Uri.TryCreate(configuration[KeyVaultSetting], UriKind.Absolute, out var vault))
        {
            services.TryAddSingleton<TokenCredential>(_ => new DefaultAzureCredential());
            services.AddSingleton<ISecretStore>(s => new KeyVaultSecretStore(new SecretClient(vault, s.GetRequiredService<TokenCredential>())));
        }
        else if (configuration.GetSection("Domains")[nameof(DomainOptions.KeyFolder)] is { Length: > 0 } folder)
        {
            services.AddSingleton<ISecretStore>(new FolderSecretStore(folder));
        }
    }
}
