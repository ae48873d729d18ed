using EmailDispatch.EndToEnd.Inbox;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>One host and one browser for all tests of the dashboard.</summary>
[CollectionDefinition]
public sealed class DashboardCollection : ICollectionFixture<DashboardFixture>, ICollectionFixture<BrowserFixture>;
