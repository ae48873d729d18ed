using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;

namespace EmailDispatch.Tests.Domains.Signing;

/// <summary>Domains with keys in a folder, what signs with them, and a verifier that reads the records which the domains show.</summary>
internal sealed class SigningBench : IDisposable
{
    public const string Tenant = "default";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkim-");

    public SigningBench()
    {
        Store = new FaultyStore(new FolderSecretStore(_folder.FullName));
        Table = new DomainTable(Tables);
        DomainKeys = NewDomainKeys(Store);
        Known = new KnownDomains(Table, Time, Log.Factory.CreateLogger<KnownDomains>());
        SigningKeys = new SigningKeys(Time, Log.Factory.CreateLogger<SigningKeys>(), Store);
        Signer = new MessageSigner(new DomainSigning(Known, SigningKeys), Time, Log.Factory.CreateLogger<MessageSigner>());
    }

    public FakeTimeProvider Time { get; } = ManualTime.At("2026-03-10T12:00:00Z");

    public MemoryTables Tables { get; } = new();

    public DomainOptions Options { get; } = new();

    public RecordedLog Log { get; } = new();

    public FaultyStore Store { get; }

    public DomainTable Table { get; }

    public DomainKeys DomainKeys { get; }

    public KnownDomains Known { get; }

    public SigningKeys SigningKeys { get; }

    public MessageSigner Signer { get; }

    /// <summary>The names of all private keys that there are.</summary>
    public IEnumerable<string> PrivateKeys => _folder.EnumerateFiles().Select(file => Path.GetFileNameWithoutExtension(file.Name)).Order(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public DomainKeys NewDomainKeys(ISecretStore? store) =>
        new(Table, Microsoft.Extensions.Options.Options.Create(Options), Time, Log.Factory.CreateLogger<DomainKeys>(), store);

    /// <summary>Adds a domain with keys.</summary>
    public async Task<MailDomain> AddAsync(string name, bool isPublished = true, string tenant = Tenant, params IReadOnlyList<DkimAlgorithm> algorithms)
    {
        var domain = new MailDomain { Id = DomainId.Of(tenant, name), Tenant = tenant, Name = name, CreatedAt = Time.GetUtcNow() };
        domain = domain with { Keys = await DomainKeys.MakeAsync(domain, algorithms.Count == 0 ? [DkimAlgorithm.Rsa] : algorithms, Cancellation) };
        if (isPublished)
            domain = domain with { Keys = KeyRotation.Observe(domain.Keys, domain.Keys.ToDictionary(key => key.Selector, _ => true), Time.GetUtcNow()) };
        Assert.True(await Table.TryAddAsync(domain, Cancellation));
        Known.Forget(tenant);
        return await FindAsync(domain);
    }

    public async Task<MailDomain> FindAsync(MailDomain domain) => (await Table.FindAsync(domain.Tenant, domain.Id, Cancellation))!;

    /// <summary>What a check does with the keys, where DNS has these.</summary>
    public async Task<MailDomain> AdvanceAsync(MailDomain domain, params IEnumerable<OwnKey> published)
    {
        var there = published.Select(key => key.Selector).ToHashSet();
        var found = domain.Keys.ToDictionary(key => key.Selector, key => there.Contains(key.Selector));
        var (keys, _) = await DomainKeys.AdvanceAsync(domain, found, Cancellation);
        Assert.True(await Table.TryReplaceAsync(domain with { Keys = keys }, Cancellation));
        Known.Forget(domain.Tenant);
        return await FindAsync(domain);
    }

    /// <summary>Verifies every signature of a message against the records of these domains.</summary>
    /// <returns>The selectors of those that are valid; empty for an unsigned message.</returns>
    public static IReadOnlyList<string> Verify(byte[] message, params IEnumerable<MailDomain> domains)
    {
        using var stream = new MemoryStream(message);
        using var parsed = MimeMessage.Load(stream, CancellationToken.None);
        var verifier = new DkimVerifier(new Records([.. domains]));
        verifier.Enable(DkimSignatureAlgorithm.Ed25519Sha256);
        var signatures = parsed.Headers.Where(header => header.Id == HeaderId.DkimSignature).ToList();
        Assert.All(signatures, signature => Assert.True(verifier.Verify(parsed, signature, CancellationToken.None), signature.Value));
        return [.. signatures.Select(signature => TagOf(signature, "s"))];
    }

    public static string TagOf(Header signature, string tag) =>
        signature.Value.Split(';', StringSplitOptions.TrimEntries).Single(part => part.StartsWith($"{tag}=", StringComparison.Ordinal))[2..];

    public static byte[] Write(MimeMessage message)
    {
        using var stream = new MemoryStream();
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(options, stream, CancellationToken.None);
        return stream.ToArray();
    }

    public void Dispose()
    {
        Log.Factory.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A store that fails on request.</summary>
    internal sealed class FaultyStore(ISecretStore store) : ISecretStore
    {
        public Exception? Fault { get; set; }

        public Task Gate { get; set; } = Task.CompletedTask;

        public int Reads { get; private set; }

        public async Task<string> ReadAsync(string name, CancellationToken cancellationToken)
        {
            Reads++;
            await Gate;
            return Fault is null ? await store.ReadAsync(name, cancellationToken) : throw Fault;
        }

        public Task WriteAsync(string name, string key, CancellationToken cancellationToken) => Fault is null ? store.WriteAsync(name, key, cancellationToken) : throw Fault;

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => Fault is null ? store.DeleteAsync(name, cancellationToken) : throw Fault;
    }

    private sealed class Records(IReadOnlyList<MailDomain> domains) : DkimPublicKeyLocatorBase
    {
        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default)
        {
            var key = domains.Single(known => known.Name == domain && known.Keys.Any(key => key.Selector == selector)).Keys.Single(key => key.Selector == selector);
            return key.Algorithm == DkimAlgorithm.Ed25519 ? new Ed25519PublicKeyParameters(Convert.FromBase64String(key.PublicKey)) : PublicKeyFactory.CreateKey(Convert.FromBase64String(key.PublicKey));
        }

        public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
