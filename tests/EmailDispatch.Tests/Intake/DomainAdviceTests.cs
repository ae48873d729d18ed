using EmailDispatch.Domains;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Intake;

/// <summary>What submitters are told about providers that fail DMARC for their domain.</summary>
public sealed class DomainAdviceTests : IntakeTest
{
    public DomainAdviceTests()
        : base(("0:Name", "a"), ("0:Host", "a.example.com"), ("1:Name", "b"), ("1:Host", "b.example.com"), ("2:Name", "off"), ("2:Host", "c.example.com"), ("2:Enabled", "false")) =>
        RequireAlignment = AlignmentRule.Warn;

    [Theory]
    [InlineData("example.com", "b", true)]
    [InlineData("example.com", "off", false)]
    [InlineData("other.example", "b", false)]
    public async Task Email_that_a_provider_may_send_unaligned_is_advised(string domain, string failing, bool isAdvised)
    {
        await AddAsync(domain, new ProviderAlignment(failing, "", Alignment.Fail, Alignment.Fail));

        var result = await NewIntake().SubmitAsync(Submitter, Email("s"), null, Cancellation);

        Assert.Equal(isAdvised, result.Advice.Contains(Advice.UnalignedProvider));
    }

    [Theory]
    [InlineData("other.example", null, null)]
    [InlineData("example.com", Alignment.Unknown, Alignment.Pass)]
    public async Task Dry_run_tells_what_the_last_check_of_the_domain_found(string domain, Alignment? a, Alignment? b)
    {
        await AddAsync(domain, new ProviderAlignment("b", "", Alignment.Pass, Alignment.Fail));

        var result = await NewIntake().SubmitAsync(
            Submitter, """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","dry_run":true}"""u8.ToArray(), null, Cancellation);

        Assert.Equal([("a", a), ("b", b)], result.DryRun!.Providers.Select(provider => (provider.Name, provider.Alignment)).OrderBy(provider => provider.Name, StringComparer.Ordinal));
    }

    private Task AddAsync(string name, params ProviderAlignment[] alignment) => DomainTable.TryAddAsync(
        new MailDomain
        {
            Id = DomainId.Of("default", name),
            Tenant = "default",
            Name = name,
            CreatedAt = Time.GetUtcNow(),
            Result = new DomainResult(Time.GetUtcNow(), DomainState.Failed, [], alignment),
        },
        Cancellation);
}
