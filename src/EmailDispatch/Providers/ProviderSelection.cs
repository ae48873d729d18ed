using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>What an email asks of the provider that sends it.</summary>
public sealed record ProviderSelection
{
    /// <summary>Whose email it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>The domain of its author.</summary>
    public required string FromDomain { get; init; }

    /// <summary>What kind of email it is. Default <see cref="Email.DefaultStream"/>.</summary>
    public string Stream { get; init; } = Email.DefaultStream;

    /// <summary>Size of the composed message in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Recipients that are due.</summary>
    public int Recipients { get; init; } = 1;

    /// <summary>The only provider its sender wants; null for any.</summary>
    public string? Provider { get; init; }

    /// <summary>Names of providers that would fail DMARC for the author's domain. They are skipped while another provider may send.</summary>
    public IReadOnlyList<string> Unaligned { get; init; } = [];

    /// <summary>What <paramref name="email"/> asks for.</summary>
    public static ProviderSelection For(string tenant, Email email, int recipients, long? size = null) => new()
    {
        Tenant = tenant,
        FromDomain = email.From.Domain,
        Stream = email.Stream,
        Provider = email.Provider,
        Bytes = size ?? MessageSize.Estimate(email),
        Recipients = recipients,
    };
}
