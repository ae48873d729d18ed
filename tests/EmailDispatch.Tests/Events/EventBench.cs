using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Events;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Queueing;
using EmailDispatch.Replies;
using EmailDispatch.Retention;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Tests.Intake;
using EmailDispatch.Tests.Providers;
using EmailDispatch.Tests.Smtp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Events;

/// <summary>A provider of every service that reports events, what they post, and what comes of it, on storage in memory.</summary>
internal sealed class EventBench : IDisposable
{
    public const string Topic = "arn:aws:sns:eu-west-1:123456789012:email-events";
    public const string MandrillUrl = "https://email.example.com/events/mandrill";

    /// <summary>The services by preset.</summary>
    public static readonly IReadOnlyList<string> Presets =
        ["AmazonSes", "SendGrid", "Mailgun", "Postmark", "Brevo", "MailerSend", "Mandrill", "Resend", "AzureCommunicationServices"];

    private readonly ECDsa _sendGrid = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly SettingsFixture _settings;
    private readonly HttpClient _http;
    private readonly StatusStore _status;
    private readonly EventReceiver _receiver;
    private readonly EventApplier _applier;

    public EventBench()
    {
        _settings = new SettingsFixture(
        [
            .. Presets.SelectMany((preset, n) => Settings(preset).Prepend(("Preset", preset)).Prepend(("Name", NameOf(preset))).Append(("Secret", "password")).Select(s => ($"{n}:{s.Item1}", s.Item2))),
            .. new[] { ("Name", "limited"), ("Preset", "Postmark"), ("Secret", "password"), ("EventsSecret", "limited-events"), ("Tenants", "other") }.Select(s => ($"{Presets.Count}:{s.Item1}", s.Item2)),
        ]);
        foreach (var preset in Presets)
            Secrets.Values[$"{NameOf(preset)}-events"] = SecretOf(preset);
        Secrets.Values["limited-events"] = SecretOf("Postmark");

        var openHours = new OpenHours(Tables, Time);
        _status = new StatusStore(Tables, openHours, Options.Create(new StatusOptions()), Time);
        _http = new HttpClient(Sns);
        var sns = new SnsClient(_http);
        var queue = new EventQueue(Queue);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Access:Keys:0:Key", new string('k', 40)), new("Access:Keys:0:Tenant", "acme")]).Build();
        var tenants = new EventTenants(
            new SettingsKeys(configuration, Secrets, Time, NullLogger<SettingsKeys>.Instance), new ApiKeyTable(Tables), Time, NullLogger<EventTenants>.Instance);
        var suppressions = new SuppressionList(new SuppressionStore(Tables), Time, NullLogger<SuppressionList>.Instance);
        _receiver = new EventReceiver(
            _settings.Catalogue, new EventDialects(sns, Time), new EventSecrets(Secrets, Time, NullLogger<EventSecrets>.Instance), sns, queue, Time, Logs.Factory.CreateLogger<EventReceiver>());
        _applier = new EventApplier(
            _settings.Catalogue, _status, suppressions, new FailureClassifier(Time), tenants, queue, Contents, Options.Create(new RetentionOptions()), Time, NullLogger<EventApplier>.Instance);
    }

    public RecordedLog Logs { get; } = new();

    public FakeTimeProvider Time { get; } = ManualTime.At("2026-03-10T12:00:00Z");

    public NamedTables Tables { get; } = new();

    public MemoryEventQueue Queue { get; } = new();

    public SecretsInMemory Secrets { get; } = new();

    public SnsServer Sns { get; } = new();

    public PayloadStore Contents { get; } = new(new MemoryBlobs());

    public static string NameOf(string preset) => preset.ToLowerInvariant();

    public static DeliveryReport? ReportOf(EmailRow row, string recipient = "b@example.com") => row.Recipients.Single(r => r.Address == recipient).Report;

    /// <summary>The row of an email that a provider accepted.</summary>
    public async Task<EmailRow> SentAsync(string preset, string tenant = "acme", EmailStatus status = EmailStatus.Sent, params string[] recipients)
    {
        var id = EmailId.New(Time);
        var row = await _status.InsertAsync(
            new EmailRow
            {
                Id = id,
                Tenant = tenant,
                Status = EmailStatus.Queued,
                From = "A <a@example.com>",
                Subject = "Hello",
                Recipients = [.. (recipients.Length > 0 ? recipients : ["b@example.com"]).Select(r => new Recipient(r, RecipientKind.To, EmailStatus.Queued))],
            },
            CancellationToken.None);
        var recorded = Recorded(row, preset, status);
        Assert.NotNull(await _status.TryRecordAsync(recorded, CancellationToken.None));
        return (await _status.ReadAsync(tenant, id, CancellationToken.None))!;
    }

    public async Task RecordAsync(EmailRow row, string preset, EmailStatus status) =>
        Assert.NotNull(await _status.TryRecordAsync(Recorded(await ReadAsync(row), preset, status), CancellationToken.None));

    public async Task StoreAsync(EmailRow row) => Assert.NotNull(await _status.TryRecordAsync(row, CancellationToken.None));

    public async Task<EmailRow> ReadAsync(EmailRow row) => (await _status.ReadAsync(row.Tenant, row.Id, CancellationToken.None))!;

    public IReadOnlyList<string> SuppressedBy(string tenant) =>
        [.. Tables[SuppressionStore.TableName].Rows.Where(r => r.PartitionKey == tenant).Select(r => $"{r.GetString("Address")} {r.GetString("Reason")}").Order(StringComparer.Ordinal)];

    public static bool Has(string preset, string kind) => Payloads(preset)[kind] is not null;

    /// <summary>What a service posts, as it documents it; signed with its secret, or with another.</summary>
    public EventRequest Post(string preset, string kind, EmailRow row, string to = "b@example.com", DateTimeOffset? at = null, bool forged = false, string? provider = null, string? reference = null)
    {
        var time = at ?? Time.GetUtcNow();
        var json = Payloads(preset)[kind]!.ToJsonString()
            .Replace("\"$unix\"", time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("\"$millis\"", time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("$time", time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("$reference", reference ?? new EmailReference(row.Id, row.Tenant).ToString(), StringComparison.Ordinal)
            .Replace("$id", row.Id.ToString(), StringComparison.Ordinal)
            .Replace("$to", to, StringComparison.Ordinal);
        return Sign(preset, json, forged, provider ?? NameOf(preset), $"{kind}-{row.Id}-{time.Ticks}");
    }

    public EventRequest Sign(string preset, string json, bool forged = false, string? provider = null, string id = "id")
    {
        var (body, headers, query) = SignedParts(preset, json, forged, id);
        return new EventRequest(_receiver.FindProvider(provider ?? NameOf(preset))!, Encoding.UTF8.GetBytes(body), name => headers.GetValueOrDefault(name), name => query.GetValueOrDefault(name));
    }

    public Task<EventReceipt> ReceiveAsync(EventRequest request) => _receiver.ReceiveAsync(request, CancellationToken.None);

    /// <summary>Applies all messages, each as often as the queue may bring it.</summary>
    public async Task ApplyAllAsync(int times = 1)
    {
        foreach (var (text, _) in Queue.TakeAll())
        {
            for (var n = 0; n < times; n++)
                await _applier.ApplyAsync(text, CancellationToken.None);
        }
    }

    public Task ApplyNowAsync(string text) => _applier.ApplyAsync(text, CancellationToken.None);

    public void Dispose()
    {
        _sendGrid.Dispose();
        _settings.Dispose();
        _http.Dispose();
    }

    private static IEnumerable<(string, string)> Settings(string preset) => preset switch
    {
        "AmazonSes" => [("Region", "eu-west-1"), ("EventsTopic", Topic), ("Username", "u")],
        "Mandrill" => [("EventsSecret", "mandrill-events"), ("EventsUrl", MandrillUrl), ("Username", "u")],
        _ => [("EventsSecret", $"{NameOf(preset)}-events"), ("Username", "u")],
    };

    private string SecretOf(string preset) => preset switch
    {
        "SendGrid" => Convert.ToBase64String(_sendGrid.ExportSubjectPublicKeyInfo()),
        "Resend" => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        _ => $"not-a-secret-{preset}",
    };

    private static JsonObject Payloads(string preset) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Events", "Payloads", $"{preset}.json")))!.AsObject();

    private EmailRow Recorded(EmailRow row, string preset, EmailStatus status) => row with
    {
        Status = status,
        Provider = NameOf(preset),
        AttemptNumber = 1,
        NextAttemptAt = status == EmailStatus.Deferred ? Time.GetUtcNow().AddMinutes(5) : null,
        Recipients = [.. row.Recipients.Select((r, n) => r with { Status = status == EmailStatus.Deferred && n > 0 ? EmailStatus.Deferred : EmailStatus.Sent })],
        Attempts = [new Attempt { Number = 1, Provider = NameOf(preset), At = Time.GetUtcNow(), Milliseconds = 5, Outcome = AttemptOutcome.Sent, Phase = "final_dot" }],
    };

    private (string Body, Dictionary<string, string> Headers, Dictionary<string, string> Query) SignedParts(string preset, string json, bool forged, string id)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var query = new Dictionary<string, string>();
        var secret = Encoding.UTF8.GetBytes(SecretOf(preset) + (forged ? "?" : ""));
        var timestamp = Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        switch (preset)
        {
            case "SendGrid":
                headers["X-Twilio-Email-Event-Webhook-Timestamp"] = timestamp;
                headers["X-Twilio-Email-Event-Webhook-Signature"] = Convert.ToBase64String(
                    _sendGrid.SignData(Encoding.UTF8.GetBytes(timestamp + json + (forged ? "?" : "")), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
                return (json, headers, query);
            case "Mailgun":
                var body = JsonNode.Parse(json)!.AsObject();
                var signature = Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{timestamp}token")));
                body["signature"] = new JsonObject { ["timestamp"] = timestamp, ["token"] = "token", ["signature"] = signature };
                return (body.ToJsonString(), headers, query);
            case "MailerSend":
                headers["Signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(json)));
                return (json, headers, query);
            case "Mandrill":
#pragma warning disable CA5350 // As Mandrill signs.
                headers["X-Mandrill-Signature"] = Convert.ToBase64String(HMACSHA1.HashData(secret, Encoding.UTF8.GetBytes($"{MandrillUrl}mandrill_events{json}")));
#pragma warning restore CA5350
                return ($"mandrill_events={Uri.EscapeDataString(json).Replace("%20", "+", StringComparison.Ordinal)}", headers, query);
            case "Resend":
                var key = Convert.FromBase64String(SecretOf(preset)["whsec_".Length..]);
                (headers["svix-id"], headers["svix-timestamp"]) = ($"msg_{id}", timestamp);
                var mac = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"msg_{id}.{timestamp}.{json}{(forged ? "?" : "")}")));
                headers["svix-signature"] = $"v1,AAAA v1,{mac}";
                return (json, headers, query);
            case "AmazonSes":
                return (Sign(new() { ["Type"] = "Notification", ["Message"] = json, ["MessageId"] = id, ["Timestamp"] = "2026-03-10T12:00:00.000Z", ["TopicArn"] = Topic }, forged), headers, query);
            case "AzureCommunicationServices":
                query["key"] = Encoding.UTF8.GetString(secret);
                return (json, headers, query);
            default:
                headers["Authorization"] = $"Basic {Convert.ToBase64String([.. Encoding.UTF8.GetBytes("user:"), .. secret])}";
                return (json, headers, query);
        }
    }

    /// <summary>A message of SNS with its signature.</summary>
    public string Sign(Dictionary<string, string> fields, bool forged = false, string version = "2", string certificate = SnsServer.CertificateUrl)
    {
        var text = string.Concat(fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}\n{f.Value}\n"));
        var signed = new Dictionary<string, string>(fields)
        {
            ["SignatureVersion"] = version,
            ["Signature"] = Sns.Sign(text + (forged ? "?" : ""), version == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256),
            ["SigningCertURL"] = certificate,
            ["UnsubscribeURL"] = "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
        };
        return JsonSerializer.Serialize(signed);
    }

    /// <summary>A request with a body of SNS.</summary>
    public EventRequest OfSns(string body) => new(_receiver.FindProvider("amazonses")!, Encoding.UTF8.GetBytes(body), _ => null, _ => null);
}
