using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>The settings <c>Sandbox:*</c>. Ports are on 127.0.0.1; 0 is any free port, -1 disables the server.</summary>
public sealed class SandboxSettings
{
    public const string Section = "Sandbox";

    /// <summary>Accepts everything, unencrypted. Default 2525.</summary>
    [Range(-1, 65_535)]
    public int PlainPort { get; set; } = 2525;

    /// <summary>Accepts everything, offers STARTTLS. Default 2526.</summary>
    [Range(-1, 65_535)]
    public int StartTlsPort { get; set; } = 2526;

    /// <summary>Accepts everything, encrypted from the first byte. Default 2527.</summary>
    [Range(-1, 65_535)]
    public int ImplicitTlsPort { get; set; } = 2527;

    /// <summary>Answers 421 instead of a greeting. Default 2521.</summary>
    [Range(-1, 65_535)]
    public int Refuse421Port { get; set; } = 2521;

    /// <summary>Answers 535 to every login. Default 2535.</summary>
    [Range(-1, 65_535)]
    public int AuthRefusedPort { get; set; } = 2535;

    /// <summary>Accepts the connection and never answers. Default 2599.</summary>
    [Range(-1, 65_535)]
    public int SilentPort { get; set; } = 2599;

    /// <summary>Refuses the connection. Default 2500.</summary>
    [Range(-1, 65_535)]
    public int ClosedPort { get; set; } = 2500;

    /// <summary>The only accepted login, together with <see cref="Password"/>. Default: any login, or none.</summary>
    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>The maximum message size in bytes. Default 50 MiB.</summary>
    [Range(1_024, 512 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>How long <c>slow@</c> delays its reply. Default 5 s.</summary>
    public TimeSpan SlowReply { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <c>greylist@</c> is refused after the first attempt. Default 0: the second attempt is accepted.</summary>
    public TimeSpan GreylistPeriod { get; set; } = TimeSpan.Zero;

    /// <summary>The maximum number of emails the inbox keeps. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int InboxMessages { get; set; } = 1_000;

    /// <summary>The maximum megabytes of emails the inbox keeps. Default 256.</summary>
    [Range(1, 16_384)]
    public int InboxMegabytes { get; set; } = 256;
}
