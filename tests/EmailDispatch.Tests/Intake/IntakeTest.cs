using System.Text;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Senders;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Suppressions;
using EmailDispatch.Templates;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Providers.State;
using EmailDispatch.Tests.Smtp;
using EmailDispatch.Unsubscribing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Intake;

/// <summary>A test with a storage in memory that instances of the intake share.</summary>
public abstract class IntakeTest : IDisposable
{
    private readonly SettingsFixture _settings;

    private AttachmentFetcher _attachments = new(
        Options.Create(new AttachmentFetchOptions()), Options.Create(new EmailLimits()), TimeProvider.System, NullLogger<AttachmentFetcher>.Instance);

    protected IntakeTest()
        : this(("0:Name", "a"), ("0:Host", "a.example.com"))
    {
    }

    /// <summary>With other providers.</summary>
    protected IntakeTest(params (string Key, string Value)[] providers) => _settings = new(providers);

    protected static Submitter Submitter { get; } = new("default", []);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal FakeTimeProvider Time { get; } = ManualTime.At("2026-11-21T10:20:00Z");

    internal MemoryTables Tables { get; } = new();

    internal MemoryQueue Queue { get; } = new();

    internal MemoryBlobs Blobs { get; } = new();

    protected StatusStore Status => field ??= new(Tables, OpenHours, Options.Create(new StatusOptions()), Time);

    internal GivenIds GivenIds => new(Tables, Time);

    private OpenHours OpenHours => field ??= new(Tables, Time);

    internal IdempotencyKeys NewKeys() => new(Tables, Time, NullLogger<IdempotencyKeys>.Instance);

    protected EmailIntake NewIntake() => new(NewReader(), Budget, Gate, NewAcceptance(), NewKeys(), Status, NewDryRun(), Quotas);

    protected RequestBudget Budget { get; } = new(Options.Create(new EmailLimits { MaxRequestBytesInFlight = 1_000_000 }), memory: long.MaxValue);

    /// <summary>Where the files of the emails come from.</summary>
    internal AttachmentFetcher Attachments
    {
        set
        {
            _attachments.Dispose();
            _attachments = value;
        }
    }

    internal IntakeGate Gate => field ??= new(new StoragePressure(Time), Time, Random.Shared, NullLogger<IntakeGate>.Instance);

    /// <summary>The do-not-send list.</summary>
    internal SuppressionList Suppressions => field ??= new(new SuppressionStore(Tables), Time, NullLogger<SuppressionList>.Instance);

    private DryRun NewDryRun() => new(
        NewUnsubscribeLinks(), new AlignmentAdvisor(_settings.Catalogue, Alignments), _settings.Catalogue, Alignments, Known,
        new ProviderSnapshots(new ProviderStateTable(Tables, Time), Time), Suppressions, new TestAddresses(Options.Create(new TestAddressOptions { Domain = "test.example" })), Time);

    protected BatchIntake NewBatchIntake() => new(NewReader(), Gate, NewAcceptance(), NewKeys(), Status, Quotas);

    protected static byte[] Email(string subject) =>
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"{{subject}}","text":"t"}""");

    protected static byte[] Batch(params IEnumerable<string> subjects) =>
        Encoding.UTF8.GetBytes($"[{string.Join(',', subjects.Select(subject => Encoding.UTF8.GetString(Email(subject))))}]");

    protected Task<EmailRow?> ReadAsync(EmailId id) => Status.ReadAsync(Submitter.Tenant, id, Cancellation);

    public void Dispose()
    {
        _settings.Dispose();
        _attachments.Dispose();
        GC.SuppressFinalize(this);
    }

    protected SubmissionReader NewReader() => new(new ProviderEligibility(_settings.Catalogue, new TestAddresses(Options.Create(new TestAddressOptions()))), _attachments, Links, Published, Senders, Options.Create(new EmailLimits()), Time, NullLogger<SubmissionReader>.Instance);

    private PublishedTemplates Published => field ??= new(TemplateTable, Time);

    internal TemplateManagement Templates => new(TemplateTable, Published, Senders, Time);

    // In a table of its own, as in storage: templates have the tenant as partition too.
    private TemplateTable TemplateTable { get; } = new(new MemoryTables());

    /// <summary>The section <c>Senders</c>; empty by default.</summary>
    internal SenderRules Senders { get; set; } = new(new ConfigurationBuilder().Build());

    private AttachmentLinks Links => new(Senders, new LinkedFileStore(Blobs, new ReadLinks(Blobs, Time)), Options.Create(new AttachmentLinkOptions()), Time);

    private SenderQuotas Quotas => field ??= new(Senders, Tables, Time, NullLogger<SenderQuotas>.Instance);

    /// <summary>The settings of unsubscribe links; none by default.</summary>
    protected UnsubscribeOptions Unsubscribe { get; } = new();

    internal SecretsInMemory Secrets { get; } = new();

    protected UnsubscribeLinks NewUnsubscribeLinks() => new(
        Secrets, new SuppressionList(new SuppressionStore(Tables), Time, NullLogger<SuppressionList>.Instance), Options.Create(Unsubscribe), Time, NullLogger<UnsubscribeLinks>.Instance);

    /// <summary>The domains of tenants.</summary>
    internal DomainTable DomainTable { get; } = new(new MemoryTables());

    private KnownDomains Known => field ??= new(DomainTable, Time, NullLogger<KnownDomains>.Instance);

    private DomainAlignments Alignments => new(Known, Options.Create(new DomainOptions { RequireAlignment = RequireAlignment }));

    /// <summary>What is done about providers that fail DMARC; nothing by default.</summary>
    protected AlignmentRule RequireAlignment { get; init; } = AlignmentRule.Off;

    private Acceptance NewAcceptance()
    {
        var queue = new DispatchQueue(Queue, new PayloadStore(Blobs), Time);
        return new Acceptance(Status, queue, new AlignmentAdvisor(_settings.Catalogue, Alignments), NewUnsubscribeLinks(), Links, Time, NullLogger<Acceptance>.Instance);
    }
}
