namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Delivers the samples to the sandbox server.</summary>
public sealed class SandboxDeliveryTests(SandboxDeliveryFixture fixture)
    : SampleDeliveryTests(fixture), IClassFixture<SandboxDeliveryFixture>;
