using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>What an email requires of the provider that sends it.</summary>
public sealed record ProviderSelection
{
    public required string Tenant { get; init; }

    /// <summary>The domain of the author.</summary>
    public required string FromDomain { get; init; }

    public string Stream { get; init; } = Email.DefaultStream;

    /// <summary>The size of the composed message in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The number of due recipients.</summary>
    public int Recipients { get; init; } = 1;

    /// <summary>The first recipient, also if others are due, so that every attempt finds the same provider among equals.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>The only provider the sender accepts; null for any.</summary>
    public string? Provider { get; init; }

    /// <summary>The providers that would fail DMARC for the author's domain. They are skipped while another provider may send.</summary>
    public IReadOnlyList<string> Unaligned { get; init; } = [];

    public static ProviderSelection For(string tenant, Email email, int recipients, long? size = null) => new()
    {
        Tenant = tenant,
        FromDomain = email.From.Domain,
        Stream = email.Stream,
        Provider = email.Provider,
        Bytes = size ?? MessageSize.Estimate(email),
        Recipients = recipients,
        Recipient = email.Recipients().FirstOrDefault()?.Address ?? "",
    };
}
