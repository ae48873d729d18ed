using EmailDispatch.Intake.Attachments;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Intake.Attachments;

/// <summary>What links to attachments need of other settings.</summary>
public sealed class AttachmentLinkValidationTests
{
    private const string WithKey = "DefaultEndpointsProtocol=https;AccountName=account;AccountKey=AAAA";
    private const string WithoutKey = "BlobEndpoint=https://account.blob.core.windows.net;QueueEndpoint=https://account.queue.core.windows.net;TableEndpoint=https://account.table.core.windows.net;SharedAccessSignature=sv=2024-01-01&sig=AAAA";

    [Theory]
    [InlineData("1000", "2", WithKey, null)]
    [InlineData("1000", "1", WithKey, "Emails__AttachmentLinkDays: must be longer than Dispatch__MaxAge")]
    [InlineData("1000", "7", WithKey, "Emails__AttachmentLinkDays: '7' is not between 1 and 6.")]
    [InlineData("1000", "2", WithoutKey, "AzureWebJobsStorage: must have an AccountKey to sign the links")]
    [InlineData("1000", "2", "", null)]
    [InlineData("0", "1", WithoutKey, null)]
    public void Links_outlive_the_retries_and_can_be_signed(string above, string days, string storage, string? fault)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Senders:0:LinkAttachmentsAbove"] = above,
            ["Emails:AttachmentLinkDays"] = days,
            ["AzureWebJobsStorage"] = storage,
            ["AzureWebJobsStorage:accountName"] = "account",
        }).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddEmailDispatch(configuration).BuildServiceProvider();
        var options = services.GetRequiredService<IOptions<AttachmentLinkOptions>>();

        if (fault is null)
            Assert.InRange(options.Value.AttachmentLinkDays, 1, 6);
        else
            Assert.StartsWith(fault, Assert.Single(Assert.Throws<OptionsValidationException>(() => options.Value).Failures).TrimStart(), StringComparison.Ordinal);
    }
}
