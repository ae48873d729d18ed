namespace EmailDispatch.Usage;

/// <summary>What usage is grouped by.</summary>
public enum UsageDimension
{
    /// <summary>Nothing: all emails together.</summary>
    Total,

    /// <summary>The provider of an attempt.</summary>
    Provider,

    /// <summary>The stream of the email.</summary>
    Stream,

    /// <summary>A tag of the email, <c>name:value</c>. An email with several counts under each.</summary>
    Tag,

    /// <summary>The status of the email.</summary>
    Status,

    /// <summary>The failure category of an attempt; attempts without a failure are not counted here.</summary>
    Category,

    /// <summary>The domain of a recipient, in A-labels. An email to several counts under each.</summary>
    Domain,
}
