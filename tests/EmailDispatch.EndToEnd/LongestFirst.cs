using EmailDispatch.EndToEnd.Crashes;
using EmailDispatch.EndToEnd.Dashboard;
using EmailDispatch.EndToEnd.Intake;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(EmailDispatch.EndToEnd.LongestFirst))]

namespace EmailDispatch.EndToEnd;

/// <summary>Begins with what takes minutes, so that none of it is left to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [typeof(DashboardCollection).FullName!, typeof(CutAcceptanceTests).FullName!, typeof(CrashTests).FullName!];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => IsLong(collection) ? 0 : 1).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];

    private static bool IsLong(ITestCollection collection) =>
        Array.Exists(Longest, name => collection.TestCollectionClassName == name || collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
}
