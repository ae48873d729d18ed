using System.Threading.RateLimiting;
using EmailDispatch.Emails;
using EmailDispatch.Secrets;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Unsubscribing;

/// <summary>
/// Adds one-click unsubscribe links (RFC 8058) to marketing emails, and processes the requests. A link is added when the email is accepted and stored with
/// it, so that every attempt sends the same bytes. Emails to several recipients get none, because one of them would unsubscribe another.
/// </summary>
public sealed partial class UnsubscribeLinks(ISecretSource source, SuppressionList suppressions, IOptions<UnsubscribeOptions> options, TimeProvider time, ILogger<UnsubscribeLinks> logger) : IDisposable
{
    /// <summary>The stream whose emails get links.</summary>
    public const string Stream = "marketing";

    /// <summary>The URL path before the token.</summary>
    public const string Path = "unsubscribe";

    /// <summary>The most unsubscribe requests per second and instance.</summary>
    internal const int PerSecond = 50;

    private const int MinSecretLength = 32;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // Each request writes to storage, and anyone with a link can repeat it.
    private readonly TokenBucketRateLimiter _rate = new(new TokenBucketRateLimiterOptions { TokenLimit = PerSecond, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1) });

    private RefreshedValue<byte[][]>? _keys;

    /// <summary>Adds a link if the email should have one. If the key cannot be read, the email is accepted without a link, not rejected.</summary>
    public async ValueTask<EmailReadResult> OfferAsync(string tenant, EmailReadResult read, CancellationToken cancellationToken)
    {
        if (options.Value.PublicUrl.Length == 0 || read.Email is not { Stream: Stream, Raw: null } email || UnsubscribeHeaders.IsIn(email) || email.Headers.Any(h => h.Name.Equals(UnsubscribeHeaders.PostName, StringComparison.OrdinalIgnoreCase)))
            return read;

        var recipients = email.Recipients().Take(2).ToList();
        if (recipients.Count != 1)
            return read;

        try
        {
            var keys = await KeysAsync(cancellationToken);
            return new UnsubscribeToken(tenant, recipients[0].Address).Sign(keys[0]) is { } token
                ? read with { Email = email with { UnsubscribeUrl = $"{options.Value.PublicUrl.TrimEnd('/')}/{Path}/{token}" }, Advice = [.. read.Advice.Where(advice => advice != Advice.NoUnsubscribe)] }
                : read;
        }
        catch (CredentialException fault)
        {
            Log.NotOffered(logger, tenant, fault.Message);
            return read;
        }
    }

    /// <summary>Reads a token; null if it is invalid or was not signed with one of our keys.</summary>
    /// <exception cref="CredentialException">The keys cannot be read at the moment.</exception>
    public async ValueTask<UnsubscribeToken?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (options.Value.Secret.Length == 0 || token.Length > UnsubscribeToken.MaxLength)
            return null;
        return UnsubscribeToken.TryParse(token, await KeysAsync(cancellationToken), out var found) ? found : null;
    }

    /// <summary>Adds the address to the tenant's do-not-send list, if it is not on it yet.</summary>
    /// <returns>False if the rate limit is exceeded.</returns>
    /// <exception cref="Azure.RequestFailedException">Storage failed.</exception>
    public async Task<bool> TryUnsubscribeAsync(UnsubscribeToken token, CancellationToken cancellationToken)
    {
        using var lease = _rate.AttemptAcquire();
        if (!lease.IsAcquired)
            return false;

        if (await suppressions.AddAsync(new Suppression(token.Tenant, token.Address, SuppressionReason.Unsubscribe, time.GetUtcNow()), cancellationToken))
            Log.Unsubscribed(logger, token.Tenant);
        return true;
    }

    public void Dispose() => _rate.Dispose();

    private async ValueTask<byte[][]> KeysAsync(CancellationToken cancellationToken)
    {
        _keys ??= new RefreshedValue<byte[][]>(options.Value.Secret, ReadAsync, fault => Log.Kept(logger, options.Value.Secret, fault.Message), time);
        return await _keys.GetAsync(cancellationToken);
    }

    private async Task<CachedValue<byte[][]>> ReadAsync(CancellationToken cancellationToken)
    {
        var secrets = (await source.ReadAsync(options.Value.Secret, cancellationToken)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (secrets.Length == 0 || secrets.Any(secret => secret.Length < MinSecretLength))
            throw new CredentialException($"The secret '{options.Value.Secret}' must have {MinSecretLength} characters or more in each line.");
        return new CachedValue<byte[][]>([.. secrets.Select(UnsubscribeToken.DeriveKey)], time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
    }

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Error, "A marketing email of {Tenant} is accepted without an unsubscribe link: {Fault}")]
        public static partial void NotOffered(ILogger logger, string tenant, string fault);

        [LoggerMessage(5202, LogLevel.Warning, "The secret {Secret} for unsubscribe links could not be refreshed; the cached one stays in use: {Fault}")]
        public static partial void Kept(ILogger logger, string secret, string fault);

        [LoggerMessage(5203, LogLevel.Information, "A recipient of {Tenant} has unsubscribed, and is on the do-not-send list")]
        public static partial void Unsubscribed(ILogger logger, string tenant);
    }
}
