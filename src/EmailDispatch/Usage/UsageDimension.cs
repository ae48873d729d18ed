namespace EmailDispatch.Usage;

/// <summary>What usage is grouped by.</summary>
public enum UsageDimension
{
    /// <summary>No grouping: all emails together.</summary>
    Total,

    /// <summary>The provider of an attempt.</summary>
    Provider,

    Stream,

    /// <summary>A tag of the email, as <c>name:value</c>. An email with several tags counts under each.</summary>
    Tag,

    Status,

    /// <summary>The failure category of an attempt; attempts without a failure are not counted here.</summary>
    Category,

    /// <summary>The domain of a recipient, in A-labels. An email to several domains counts under each.</summary>
    Domain,

    /// <summary>The id of the template an email was made from; emails without one are not counted here.</summary>
    Template,

    /// <summary>The provider of an attempt, and the stream of its email.</summary>
    ProviderStream,

    /// <summary>The provider of an attempt, and a tag of its email; emails without tags are not counted here.</summary>
    ProviderTag,

    /// <summary>The provider of an attempt, and its failure category.</summary>
    ProviderCategory,

    /// <summary>The provider of an attempt, and the domain of a recipient of its email.</summary>
    ProviderDomain,
}
