using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.ConnectionTesting;

/// <summary>
/// What to test: a configured provider, or a server specified in the request. This is not a record, whose <c>ToString</c> would contain the password.
/// </summary>
public sealed class ProviderTestRequest
{
    /// <summary>The name of a configured provider; null if the request specifies a server.</summary>
    public string? Provider { get; init; }

    /// <summary>The sender for MAIL FROM; null for the provider's own.</summary>
    public EmailAddress? From { get; init; }

    /// <summary>The recipient of a test message; null for no message.</summary>
    public EmailAddress? To { get; init; }

    /// <summary>The server to test instead of a configured provider.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = 587;

    /// <summary>The connection security; null for the default of this server and port.</summary>
    public ProviderSecurity? Security { get; init; }

    /// <summary>The login mechanism; null for the best one that the server offers.</summary>
    public ProviderAuth? Auth { get; init; }

    /// <summary>The user name; null for no login.</summary>
    public string? Username { get; init; }

    /// <summary>The password, used for this test only and not stored.</summary>
    public string? Password { get; init; }
}
