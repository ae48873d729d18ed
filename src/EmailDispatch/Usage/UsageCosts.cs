using EmailDispatch.Providers;

namespace EmailDispatch.Usage;

/// <summary>What emails cost: those that a provider accepted, at the price in its current settings.</summary>
public sealed class UsageCosts(ProviderCatalogue catalogue)
{
    /// <summary>Whether any provider has a price.</summary>
    internal bool AreKnown => catalogue.All.Any(provider => provider.PricePerThousand is not null);

    /// <summary>Returns the cost of one line, never rounded up; null if its provider has no price, or if the line is not of accepted emails of one provider.</summary>
    internal decimal? Of(UsageDimension dimension, string value, UsageFigures figures)
    {
        if (dimension is not (UsageDimension.Provider or UsageDimension.ProviderStream or UsageDimension.ProviderTag or UsageDimension.ProviderDomain))
            return null;

        var (provider, _) = dimension.Split(value);
        return catalogue.All.FirstOrDefault(p => p.Name == provider)?.PricePerThousand is { } price
            ? Math.Round(figures.Sent * price / 1000, 6, MidpointRounding.ToZero)
            : null;
    }

    /// <summary>Returns the sum of the known costs; null if none is known.</summary>
    internal static decimal? Sum(IEnumerable<decimal?> costs) => costs.Aggregate((decimal?)null, (sum, cost) => (sum + cost) ?? sum ?? cost);
}
