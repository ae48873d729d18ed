namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Delivers the samples to an independent SMTP server.</summary>
public sealed class SmtpServerDeliveryTests(SmtpServerDeliveryFixture fixture)
    : SampleDeliveryTests(fixture), IClassFixture<SmtpServerDeliveryFixture>;
