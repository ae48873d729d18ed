using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.ConnectionTesting;

/// <summary>What is to be tested: a configured provider, or a server told in the request. No record: its text would show the password.</summary>
public sealed class ProviderTestRequest
{
    /// <summary>The name of a configured provider; null where the server is told.</summary>
    public string? Provider { get; init; }

    /// <summary>The sender for MAIL FROM; null for the provider's own.</summary>
    public EmailAddress? From { get; init; }

    /// <summary>Who gets a test message; null for none.</summary>
    public EmailAddress? To { get; init; }

    /// <summary>The server to test instead of a configured provider.</summary>
    public string? Host { get; init; }

    /// <summary>Its port. Default 587.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Its security; null for what the port usually has.</summary>
    public ProviderSecurity? Security { get; init; }

    /// <summary>How to log in; null for the best that the server offers.</summary>
    public ProviderAuth? Auth { get; init; }

    /// <summary>The user name; null for no login.</summary>
    public string? Username { get; init; }

    /// <summary>The password that goes with it. Used for this test and kept nowhere.</summary>
    public string? Password { get; init; }
}
