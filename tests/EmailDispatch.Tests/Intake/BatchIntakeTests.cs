using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Senders;
using EmailDispatch.Tests.Senders;

namespace EmailDispatch.Tests.Intake;

public sealed class BatchIntakeTests : IntakeTest
{
    [Fact]
    public async Task Emails_get_ids_in_the_order_of_the_batch()
    {
        var result = await SubmitAsync(Batch(Enumerable.Range(0, 100).Select(n => $"s{n}")));

        Assert.Equal(100, result.Ids.Count);
        Assert.Equal(result.Ids.Select(id => id.ToString()), result.Ids.Select(id => id.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(
            result.Ids.Select((id, n) => (id.ToString(), $"s{n}")).Order(),
            Queue.Messages.Select(message => (message.Id, message.Payload!.Subject)).Order());
    }

    [Fact]
    public async Task Batch_of_a_hundred_is_one_transaction_of_rows()
    {
        await SubmitAsync(Batch("first of the hour"));
        var before = Tables.Table.Operations;

        await SubmitAsync(Batch(Enumerable.Repeat("s", 100)));

        Assert.Equal((1, 101), (Tables.Table.Operations - before, Queue.Messages.Count));
    }

    [Fact]
    public async Task Rows_that_exceed_a_transaction_are_shared_out()
    {
        var to = string.Join(',', Enumerable.Range(0, 50).Select(n => $"\"{new string('ü', 100)} <{new string('a', 60)}{n}@example.com>\""));
        var email = $$"""{"from":"a@example.com","to":[{{to}}],"subject":"{{new string('ü', 2000)}}","text":"t"}""";

        var result = await SubmitAsync(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(email, 100))}]"));

        Assert.Equal(100, result.Ids.Count);
        Assert.InRange(Tables.Table.Operations, 2, 10);
    }

    [Fact]
    public async Task Strict_batch_is_refused_for_one_fault_and_every_fault_is_named()
    {
        var json = """[{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"},{"from":"a","to":["b@example.com","c"],"subject":"s","text":"t"},7]"""u8;

        var result = await SubmitAsync(json.ToArray());

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(["[1].from", "[1].to[1]", "[2]"], result.Errors.Select(error => error.Field));
        Assert.Equal((0, 0), (Tables.Table.Operations, Queue.Messages.Count));
    }

    [Fact]
    public async Task Permissive_batch_leaves_the_faulty_emails_out()
    {
        var json = """[{"from":"a","subject":"s"},{"from":"a@example.com","to":"b@example.com","subject":"good","text":"t"},{"from":"a@example.com","form":1,"form":2}]"""u8;

        var result = await SubmitAsync(json.ToArray(), BatchValidation.Permissive);

        Assert.Equal("good", Assert.Single(Queue.Messages).Payload!.Subject);
        Assert.Equal(Queue.Messages[0].Id, Assert.Single(result.Ids).ToString());
        Assert.Equal([0, 2], result.LeftOut.Select(error => error.Index));
        Assert.StartsWith("from ", result.LeftOut[0].Message, StringComparison.Ordinal);
        Assert.Contains("to is required", result.LeftOut[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissive_batch_without_a_good_email_accepts_nothing_and_keeps_no_key()
    {
        var result = await SubmitAsync("[{},{}]"u8.ToArray(), BatchValidation.Permissive, "key");

        Assert.Equal((EmailFault.None, 0, 2), (result.Fault, result.Ids.Count, result.LeftOut.Count));
        Assert.Equal(0, Tables.Table.Writes);
    }

    [Theory]
    [InlineData("[]", EmailFault.Invalid)]
    [InlineData("{}", EmailFault.Invalid)]
    [InlineData("null", EmailFault.Invalid)]
    [InlineData("", EmailFault.Malformed)]
    [InlineData("[{}", EmailFault.Malformed)]
    [InlineData("[{}]]", EmailFault.Malformed)]
    [InlineData("[{}] {}", EmailFault.Malformed)]
    [InlineData("[{},]", EmailFault.Malformed)]
    [InlineData("[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", EmailFault.Malformed)]
    public async Task What_is_no_batch_is_refused(string json, EmailFault fault)
    {
        var result = await SubmitAsync(Encoding.UTF8.GetBytes(json), BatchValidation.Permissive);

        Assert.Equal(fault, result.Fault);
        Assert.Equal("", Assert.Single(result.Errors).Field);
    }

    [Fact]
    public async Task A_hundred_and_one_emails_are_refused()
    {
        var result = await SubmitAsync(Batch(Enumerable.Repeat("s", 101)), BatchValidation.Permissive);

        Assert.Equal(EmailFault.Invalid, result.Fault);
    }

    [Fact]
    public async Task Repeated_batch_gets_the_first_answer_with_what_was_left_out()
    {
        // Every email's fault is as long as it can be: the answer exceeds a column of the row.
        var unknown = new string('あ', 400);
        var json = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat($"{{\"{unknown}\":1}}", 99))},{Encoding.UTF8.GetString(Email("s"))}]");

        var first = await SubmitAsync(json, BatchValidation.Permissive, "key");
        var second = await SubmitAsync(json, BatchValidation.Permissive, "key");
        var strict = await SubmitAsync(json, BatchValidation.Strict, "key");

        Assert.True(second.IsReplayed);
        Assert.Equal(first.Ids, second.Ids);
        Assert.Equal(first.LeftOut, second.LeftOut);
        Assert.Equal(EmailFault.KeyOfOtherRequest, strict.Fault);
        Assert.Single(Queue.Messages);
    }

    private Task<BatchResult> SubmitAsync(byte[] json, BatchValidation validation = BatchValidation.Strict, string? key = null) =>
        NewBatchIntake().SubmitAsync(Submitter, json, validation, key, Cancellation);

    [Theory]
    [InlineData("b@other.example", EmailFault.FromNotAllowed)]
    [InlineData("b", EmailFault.Invalid)]
    public async Task Fault_of_a_strict_batch_is_that_of_its_emails_if_they_have_the_same(string second, EmailFault fault)
    {
        var json = Encoding.UTF8.GetBytes($$"""[{"from":"a@other.example","to":"b@example.com","subject":"s","text":"t"},{"from":"{{second}}","to":"b@example.com","subject":"s","text":"t"}]""");

        var result = await NewBatchIntake().SubmitAsync(new Submitter("default", ["example.com"]), json, BatchValidation.Strict, null, Cancellation);

        Assert.Equal(fault, result.Fault);
        Assert.Equal(["[0].from", "[1].from"], result.Errors.Select(error => error.Field));
    }

    [Fact]
    public async Task Emails_of_a_batch_count_towards_the_quota()
    {
        Senders = SenderRulesTests.Read(("0:PerDay", "3"));

        await SubmitAsync(Batch("a", "b"));

        await Assert.ThrowsAsync<QuotaExceededException>(() => SubmitAsync(Batch("c", "d")));
        Assert.Single((await SubmitAsync(Batch("e"))).Ids);
    }

    [Fact]
    public async Task Files_by_url_are_refused_in_a_batch()
    {
        var json = """[{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"a","content":"QQ=="},{"path":"https://files.example/r.pdf"}]}]"""u8;

        var result = await SubmitAsync(json.ToArray());

        Assert.Equal("[0].attachments[1].path", Assert.Single(result.Errors).Field);
    }
}
