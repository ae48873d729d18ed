using System.Globalization;
using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// The harness without the product: Python composes and sends each sample, and parser and comparison find no faults. So any faults they find in
/// the product's mail are not their own.
/// </summary>
public sealed class ReferenceDeliveryTests(NodeSmtpServerFixture fixture) : IClassFixture<NodeSmtpServerFixture>
{
    [Theory]
    [MemberData(nameof(Sample.All), MemberType = typeof(Sample))]
    public async Task A_sample_that_python_composed_and_sent_is_as_asked(string sample)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var request = Sample.Load(sample);
        var recipient = ExpectedEmail.FromRequest(request).To[0];
        var script = RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "Samples", "reference_sender.py");

        await Python.RunAsync(
            [script, fixture.Server.Host, fixture.Server.Port.ToString(CultureInfo.InvariantCulture)],
            Encoding.UTF8.GetBytes(request),
            cancellation);
        var message = await fixture.Server.WaitForMessageAsync(received => received.WasSentTo(recipient), cancellation);
        var differences = await EmailComparison.DifferencesAsync(request, message, cancellation);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
