namespace EmailDispatch.Providers;

/// <summary>Why a provider does not send an email.</summary>
public enum ProviderExclusionReason
{
    /// <summary>It is switched off.</summary>
    Disabled,

    /// <summary>The sender asked for another.</summary>
    NotRequested,

    /// <summary>It serves other tenants.</summary>
    Tenant,

    /// <summary>It serves other streams.</summary>
    Stream,

    /// <summary>It may not send from the author's domain.</summary>
    FromDomain,

    /// <summary>The message is larger than it takes.</summary>
    Size,

    /// <summary>There are more recipients than it takes.</summary>
    Recipients,
}
