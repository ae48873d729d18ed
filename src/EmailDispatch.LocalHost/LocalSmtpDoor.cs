using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EmailDispatch.Sandbox;
using EmailDispatch.SmtpDoor;

namespace EmailDispatch.LocalHost;

/// <summary>The SMTP door inside the local host, if it has settings. It makes itself a certificate where the file is missing or has expired.</summary>
internal static class LocalSmtpDoor
{
    public static void AddLocalSmtpDoor(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(SmtpDoorOptions.Section);
        if (!section.Exists())
            return;
        if (section[nameof(SmtpDoorOptions.CertificateFile)] is { Length: > 0 } file && !IsUsable(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(file, options);
            writer.Write(SandboxCertificate.CreatePem(TimeProvider.System));
        }

        services.AddSmtpDoor(configuration);
    }

    // A certificate of somebody else is not replaced, whatever is wrong with it.
    private static bool IsUsable(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(file);
            return certificate.Issuer != "CN=localhost" || certificate.NotAfter.ToUniversalTime() > TimeProvider.System.GetUtcNow().AddDays(1);
        }
        catch (Exception fault) when (fault is IOException or CryptographicException)
        {
            return File.Exists(file);
        }
    }
}
