using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EmailDispatch.Secrets;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// Fetches the signing certificates of Amazon SNS and confirms subscriptions. It requests only URLs that <see cref="SnsMessage.HasAddressesOfSns"/>
/// accepts, over a verified TLS connection, and reads bounded responses.
/// </summary>
public sealed class SnsClient(HttpClient http)
{
    private const int MaxCertificates = 20;

    private readonly ConcurrentDictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    public static HttpClient NewHttpClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) })
    {
        Timeout = TimeSpan.FromSeconds(5),
        MaxResponseContentBufferSize = 64 * 1024,
    };

    /// <exception cref="CredentialException">The certificate cannot be fetched at the moment.</exception>
    internal async ValueTask<bool> IsSignedAsync(SnsMessage message, CancellationToken cancellationToken)
    {
        var signature = new byte[message.Signature.Length];
        if (!Convert.TryFromBase64String(message.Signature, signature, out var length) || message.SignatureVersion is not ("1" or "2"))
            return false;
        if (await FindKeyAsync(message.CertificateUrl, cancellationToken) is not { } key)
            return false;

        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key, out _);
        var hash = message.SignatureVersion == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        return rsa.VerifyData(Encoding.UTF8.GetBytes(message.SignedText), signature.AsSpan(0, length), hash, RSASignaturePadding.Pkcs1);
    }

    /// <exception cref="CredentialException">SNS does not answer.</exception>
    internal async Task ConfirmAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await GetAsync(address, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new CredentialException($"Amazon SNS answered {(int)response.StatusCode} to the confirmation of a subscription.");
    }

    private async Task<byte[]?> FindKeyAsync(string address, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(address, out var known))
            return known;

        using var response = await GetAsync(new Uri(address), cancellationToken);
        if ((int)response.StatusCode is >= 400 and < 500)
            return null;
        if (!response.IsSuccessStatusCode)
            throw new CredentialException($"Amazon SNS answered {(int)response.StatusCode} instead of its certificate.");

        try
        {
            using var certificate = X509Certificate2.CreateFromPem(await response.Content.ReadAsStringAsync(cancellationToken));
            var key = certificate.PublicKey.ExportSubjectPublicKeyInfo();
            if (certificate.GetRSAPublicKey() is null)
                return null;
            if (_keys.Count >= MaxCertificates)
                _keys.Clear();
            return _keys[address] = key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetAsync(address, cancellationToken);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new CredentialException("Amazon SNS does not answer.", fault);
        }
    }
}
