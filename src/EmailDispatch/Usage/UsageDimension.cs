using EmailDispatch.Storage;

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
}

/// <summary>The words of <see cref="UsageDimension"/> in rows and requests.</summary>
public static class UsageDimensionNames
{
    /// <summary>All words, for error messages.</summary>
    public static IEnumerable<string> All => EnumNames<UsageDimension>.All;

    /// <summary>The word for a dimension.</summary>
    public static string ToName(this UsageDimension dimension) => EnumNames<UsageDimension>.Of(dimension);

    /// <summary>The dimension of a word.</summary>
    public static bool TryParse(string name, out UsageDimension dimension) => EnumNames<UsageDimension>.TryParse(name, out dimension);
}
