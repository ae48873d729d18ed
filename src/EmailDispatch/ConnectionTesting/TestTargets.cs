using System.Net;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.ConnectionTesting;

/// <summary>
/// Finds servers that may be tested without being a configured provider: only hosts of configured providers or presets, on submission ports or the
/// configured port. Testing arbitrary hosts would let a caller probe the service's own network (server-side request forgery).
/// </summary>
internal static class TestTargets
{
    /// <summary>The ports of submission.</summary>
    public static readonly int[] Ports = [25, 465, 587, 2465, 2525, 2587];

    /// <summary>Returns the server as a provider, or null and adds the errors.</summary>
    public static ProviderOptions? Find(ProviderTestRequest request, IReadOnlyList<ProviderOptions> configured, List<FieldError> errors)
    {
        var host = request.Host!;
        var ofHost = configured.Where(p => p.Host.Equals(host, StringComparison.OrdinalIgnoreCase)).ToList();
        if (ofHost.Count == 0 && !IsOfPreset(host))
        {
            errors.Add(new FieldError("host", "must be the host of a configured provider or of a preset; other hosts are not tested, so that this service cannot be used to look into its network"));
            return null;
        }

        var sameServer = ofHost.FirstOrDefault(p => p.Port == request.Port);
        if (sameServer is null && !Ports.Contains(request.Port))
            errors.Add(new FieldError("port", $"must be one of {string.Join(", ", Ports)}, or the port of a configured provider on this host"));

        var security = request.Security ?? sameServer?.Security ?? (request.Port is 465 or 2465 ? ProviderSecurity.SslOnConnect : ProviderSecurity.StartTls);
        if (security == ProviderSecurity.None && !IsLoopback(host) && sameServer is not { AllowInsecure: true })
            errors.Add(new FieldError("security", "must be StartTls or SslOnConnect; None is allowed on the loopback interface only"));
        if (errors.Count > 0)
            return null;

        return new ProviderOptions
        {
            PublicHostOnly = ofHost.Count > 0 && ofHost.TrueForAll(p => p.PublicHostOnly),
            Name = host,
            Host = host,
            Port = request.Port,
            Security = security,
            Auth = request.Auth,
            TlsVerify = sameServer?.TlsVerify ?? true,
            CertificatePin = sameServer?.CertificatePin ?? "",
        };
    }

    private static bool IsOfPreset(string host) => ProviderPresets.All.Any(preset =>
        host.Equals(preset.Host, StringComparison.OrdinalIgnoreCase)
        || preset.Regions.Values.Contains(host, StringComparer.OrdinalIgnoreCase)
        || IsRegional(host, preset.RegionalHost));

    private static bool IsRegional(string host, string? pattern)
    {
        if (pattern?.Split("{0}") is not [var before, var after])
            return false;
        return host.Length > before.Length + after.Length
            && host.StartsWith(before, StringComparison.OrdinalIgnoreCase) && host.EndsWith(after, StringComparison.OrdinalIgnoreCase)
            && host[before.Length..^after.Length].All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
