namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>Whoever searches finds the webhooks of all tenants of the storage: one scenario at a time.</summary>
[CollectionDefinition(Name)]
public sealed class WebhookCollection
{
    public const string Name = "Webhooks";
}
