using EmailDispatch.Naming;
using EmailDispatch.Replies;
using EmailDispatch.Status;

namespace EmailDispatch.Operations;

/// <summary>What the values of an <see cref="EmailFilter"/> must be, in a query string and in a body.</summary>
public static class EmailFilterValues
{
    public const string NotABoolean = "must be true or false";

    private static readonly string[] Categories = [.. EnumNames.All<FailureCategory>(), CategoryNames.DispatcherFault, CategoryNames.ContentMissing];

    public static string NotANumber { get; } = $"must be a whole number from 1 to {EmailFilter.MaxMinAttempts}";

    /// <summary>Returns what is wrong with the text of a filter; null if nothing is.</summary>
    public static string? FindFault(string name, string text) => text.Length switch
    {
        0 => "must not be empty",
        > EmailFilter.MaxLength => $"must be at most {EmailFilter.MaxLength} characters long, not {text.Length}",
        _ when name == "category" && !Categories.Contains(text) => $"must be one of {string.Join(", ", Categories)}",
        _ => null,
    };
}
