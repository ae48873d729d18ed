namespace EmailDispatch.EndToEnd.Contract;

/// <summary>One host for all tests of the contract, one after another: some change providers and poison queues, which all its tenants share.</summary>
[CollectionDefinition]
public sealed class ContractCollection : ICollectionFixture<ContractHost>;
