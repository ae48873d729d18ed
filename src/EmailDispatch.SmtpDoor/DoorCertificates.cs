using System.Net.Security;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// The certificate of the door, from a file or the vault. It is read again from time to time, so a renewed one is used without a restart. If it
/// cannot be read, the current one stays in use.
/// </summary>
internal sealed partial class DoorCertificates(IOptions<SmtpDoorOptions> options, ISecretSource secrets, TimeProvider time, ILogger<DoorCertificates> logger)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(30);

    private volatile SslStreamCertificateContext? _current;
    private byte[] _digest = [];

    public SslStreamCertificateContext Current => _current ?? throw new InvalidOperationException("No certificate has been loaded.");

    private string Source => options.Value.CertificateFile is { Length: > 0 } file ? $"{nameof(SmtpDoorOptions.CertificateFile)}: '{file}'" : $"{nameof(SmtpDoorOptions.CertificateSecret)}: '{options.Value.CertificateSecret}'";

    /// <exception cref="OptionsValidationException">There is no usable certificate.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (Exception fault) when (IsExpected(fault) && !cancellationToken.IsCancellationRequested)
        {
            throw new OptionsValidationException(SmtpDoorOptions.Section, typeof(SmtpDoorOptions), [$"{SmtpDoorOptions.Section}__{Source} has no usable certificate: {fault.Message}"]);
        }
    }

    /// <summary>Follows the source until it is canceled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Value.CertificateRefresh, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await ReadAsync(cancellationToken);
            }
#pragma warning disable CA1031 // Whatever it is, a renewed certificate must be found later.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Log.Kept(logger, fault);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ReadTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        var content = options.Value.CertificateFile is { Length: > 0 } file
            ? await File.ReadAllBytesAsync(file, end.Token)
            : Encoding.UTF8.GetBytes(await secrets.ReadAsync(options.Value.CertificateSecret, end.Token));
        var digest = SHA256.HashData(content);
        if (digest.AsSpan().SequenceEqual(_digest))
            return;

        var (certificate, chain) = CertificateReader.Read(content);
        _current = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        _digest = digest;
        Log.Loaded(logger, certificate.Subject, certificate.NotAfter.ToUniversalTime());
    }

    private static bool IsExpected(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or FormatException or CredentialException or OperationCanceledException;

    private static partial class Log
    {
        [LoggerMessage(9202, LogLevel.Information, "The SMTP door uses the certificate {Subject}, which expires at {ExpiresAt:u}")]
        public static partial void Loaded(ILogger logger, string subject, DateTime expiresAt);

        [LoggerMessage(9203, LogLevel.Error, "The certificate of the SMTP door could not be read again; the current one stays in use")]
        public static partial void Kept(ILogger logger, Exception fault);
    }
}
