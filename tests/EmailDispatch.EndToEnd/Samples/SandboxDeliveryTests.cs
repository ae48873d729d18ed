namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The samples at the sandbox server.</summary>
public sealed class SandboxDeliveryTests(SandboxDeliveryFixture fixture)
    : SampleDeliveryTests(fixture), IClassFixture<SandboxDeliveryFixture>;
