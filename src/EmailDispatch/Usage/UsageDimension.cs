namespace EmailDispatch.Usage;

/// <summary>What usage is told apart by.</summary>
public enum UsageDimension
{
    /// <summary>Nothing: all emails together.</summary>
    Total,

    /// <summary>The provider that was tried.</summary>
    Provider,

    /// <summary>The stream of the email.</summary>
    Stream,

    /// <summary>A tag of the email, <c>name:value</c>. An email with several counts under each.</summary>
    Tag,

    /// <summary>The status of the email.</summary>
    Status,

    /// <summary>What went wrong with a try. A try that went well counts nowhere.</summary>
    Category,
}
