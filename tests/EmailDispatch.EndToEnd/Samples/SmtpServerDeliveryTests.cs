namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The samples at a server that nobody of this project wrote.</summary>
public sealed class SmtpServerDeliveryTests(SmtpServerDeliveryFixture fixture)
    : SampleDeliveryTests(fixture), IClassFixture<SmtpServerDeliveryFixture>;
