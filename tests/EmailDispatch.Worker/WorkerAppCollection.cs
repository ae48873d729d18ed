namespace EmailDispatch.Worker;

/// <summary>All tests share one worker: it takes seconds to start.</summary>
[CollectionDefinition(Name)]
public sealed class WorkerAppCollection : ICollectionFixture<WorkerApp>
{
    public const string Name = "worker";
}
