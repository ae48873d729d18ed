namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The storage of the scenarios, which run one after another, so no host of another test takes their messages.</summary>
[CollectionDefinition]
public sealed class ScenarioStorage : ICollectionFixture<Azurite>;
