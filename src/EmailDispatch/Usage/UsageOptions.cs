using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Usage;

/// <summary>Settings of the usage figures.</summary>
public sealed class UsageOptions
{
    public const string Section = "Usage";

    /// <summary>
    /// The maximum number of status rows that one read of the figures counts again, so that the open hours are current to the minute. Larger hours are
    /// as the timer left them. Default 5000; with 0 only the timer counts.
    /// </summary>
    [Range(0, 100_000, ErrorMessage = "Usage:RefreshRows must be between 0 and 100000.")]
    public int RefreshRows { get; set; } = 5_000;

    /// <summary>The ISO 4217 code of the currency of the providers' prices, such as <c>EUR</c>. Default: none.</summary>
    [RegularExpression("[A-Z]{3}", ErrorMessage = "Usage:Currency must be three capital letters, such as EUR.")]
    public string Currency { get; set; } = "";
}
