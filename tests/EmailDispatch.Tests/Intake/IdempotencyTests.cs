using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Idempotency;

namespace EmailDispatch.Tests.Intake;

public sealed class IdempotencyTests : IntakeTest
{
    private static readonly RequestFailedException Outage = new(503, "outage");

    [Fact]
    public async Task Repetition_gets_the_first_answer_and_says_so()
    {
        var first = await SubmitAsync("s", "key");
        Time.Advance(TimeSpan.FromHours(23));

        var second = await SubmitAsync("s", "key");

        Assert.Equal((first.Id, false, true), (second.Id, first.IsReplayed, second.IsReplayed));
        Assert.Single(Queue.Messages);
    }

    [Fact]
    public async Task Key_costs_two_operations_and_none_without_one()
    {
        await NewIntake().SubmitAsync(Submitter, Email("first of the hour"), idempotencyKey: null, Cancellation);
        var before = Tables.Table.Operations;

        await NewIntake().SubmitAsync(Submitter, Email("s"), idempotencyKey: null, Cancellation);
        var without = Tables.Table.Operations;
        await SubmitAsync("s", "key");

        Assert.Equal((1, 3), (without - before, Tables.Table.Operations - without));
    }

    [Fact]
    public async Task Key_of_a_request_that_says_something_else_is_refused()
    {
        await SubmitAsync("s", "key");

        var other = await SubmitAsync("other", "key");
        var invalid = await NewIntake().SubmitAsync(Submitter, "{}"u8.ToArray(), "key", Cancellation);

        Assert.Equal((EmailFault.KeyOfOtherRequest, EmailFault.KeyOfOtherRequest), (other.Fault, invalid.Fault));
        Assert.Single(Queue.Messages);
    }

    [Fact]
    public async Task Key_of_another_tenant_is_another()
    {
        var first = await SubmitAsync("s", "key");

        var second = await NewIntake().SubmitAsync(new Submitter("other", []), Email("s"), "key", Cancellation);

        Assert.False(second.IsReplayed);
        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task Key_has_1_to_256_characters(int length, bool valid)
    {
        var result = await SubmitAsync("s", new string('ü', length));

        Assert.Equal(valid ? EmailFault.None : EmailFault.InvalidKey, result.Fault);
    }

    [Fact]
    public async Task Refused_request_uses_no_key_up()
    {
        var refused = await NewIntake().SubmitAsync(Submitter, "{}"u8.ToArray(), "key", Cancellation);

        var accepted = await SubmitAsync("s", "key");

        Assert.Equal((EmailFault.Invalid, EmailFault.None, false), (refused.Fault, accepted.Fault, accepted.IsReplayed));
    }

    [Fact]
    public async Task Accepted_request_stays_accepted_when_it_would_be_refused_now()
    {
        var first = await SubmitAsync("s", "key");

        var second = await NewIntake().SubmitAsync(Submitter with { FromDomains = ["example.org"] }, Email("s"), "key", Cancellation);

        Assert.Equal((first.Id, true), (second.Id, second.IsReplayed));
    }

    [Fact]
    public async Task Key_is_free_again_after_24_hours()
    {
        var first = await SubmitAsync("s", "key");
        Time.Advance(IdempotencyKeys.Lifetime);

        var second = await SubmitAsync("other", "key");

        Assert.Equal((EmailFault.None, false), (second.Fault, second.IsReplayed));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(2, Queue.Messages.Count);
    }

    [Fact]
    public async Task Request_waits_for_one_with_the_same_key_that_is_under_way()
    {
        var reached = new TaskCompletionSource();
        using var go = new SemaphoreSlim(0);
        Queue.BeforePut = _ =>
        {
            reached.TrySetResult();
            go.Wait(Cancellation);
        };
        var first = Task.Run(() => SubmitAsync("s", "key"), Cancellation);
        await reached.Task.WaitAsync(Cancellation);

        var second = SubmitAsync("s", "key");
        var waits = !second.IsCompleted;
        go.Release();
        var results = await AnswersAsync([first, second]);

        Assert.True(waits);
        Assert.Equal(results[0].Id, results[1].Id);
        Assert.Single(Queue.Messages);
    }

    [Fact]
    public async Task Abandoned_key_is_taken_over_by_one_of_those_who_race_for_it()
    {
        for (var round = 0; round < 200; round++)
        {
            var key = $"round {round}";
            var abandoned = EmailId.New(Time);
            await NewKeys().ReserveAsync(IdempotentRequest.Of(Submitter.Tenant, key, "email", Email("s")), [abandoned], Cancellation);
            Time.Advance(IdempotencyKeys.Lease);

            var results = await AnswersAsync([.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => SubmitAsync("s", key), Cancellation))]);

            Assert.All(results, result => Assert.Equal(abandoned, result.Id));
            Assert.Single(results, result => !result.IsReplayed);
            Assert.Single(Queue.Messages, message => message.Id == abandoned.ToString());
        }
    }

    [Fact]
    public async Task Email_is_accepted_though_its_answer_cannot_be_kept()
    {
        Queue.BeforePut = _ => Tables.Table.Fault = Outage;

        var first = await SubmitAsync("s", "key");
        (Queue.BeforePut, Tables.Table.Fault) = (_ => { }, null);
        Time.Advance(IdempotencyKeys.Lease);
        var second = await SubmitAsync("s", "key");

        Assert.Equal((EmailFault.None, first.Id), (first.Fault, second.Id));
        Assert.NotNull(first.Id);
    }

    [Fact]
    public async Task Outage_leaves_the_key_to_the_repetition_under_the_same_id()
    {
        Queue.BeforePut = _ => throw Outage;
        await Assert.ThrowsAsync<SubmissionInterruptedException>(() => SubmitAsync("s", "key"));
        Queue.BeforePut = _ => { };

        // At once: the lease was given back.
        var result = await SubmitAsync("s", "key");

        Assert.False(result.IsReplayed);
        Assert.Equal(result.Id.ToString(), Assert.Single(Queue.Messages).Id);
        Assert.NotNull(await ReadAsync(result.Id!.Value));
    }

    [Fact]
    public async Task Forgotten_key_is_free_and_others_stay()
    {
        var first = await SubmitAsync("s", "ann@example.com");
        var other = await SubmitAsync("s", "Ann@example.com");
        await NewKeys().ForgetAsync(Submitter.Tenant, "ann@example.com", Cancellation);
        await NewKeys().ForgetAsync(Submitter.Tenant, "never used", Cancellation);

        var second = await SubmitAsync("s", "ann@example.com");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(other.Id, (await SubmitAsync("s", "Ann@example.com")).Id);
    }

    private Task<SubmissionResult> SubmitAsync(string subject, string key) => NewIntake().SubmitAsync(Submitter, Email(subject), key, Cancellation);

    /// <summary>Moves the clock once one of the requests is answered, and only then: nobody takes over from the one that accepts.</summary>
    private async Task<SubmissionResult[]> AnswersAsync(Task<SubmissionResult>[] requests)
    {
        await Task.WhenAny(requests);
        var all = Task.WhenAll(requests);
        while (!all.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }

        return await all;
    }
}
