using System.Text;
using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Senders;
using EmailDispatch.Templates;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Intake;

public sealed class TemplateIntakeTests : IntakeTest
{
    private const string Use = "\"template\":{\"id\":\"order\",\"variables\":{\"NAME\":\"Ann\"}}";

    [Fact]
    public async Task Email_is_made_from_the_published_version_and_keeps_it()
    {
        var template = await PublishAsync("Hello {{{NAME}}}");

        var first = await SubmitAsync($"\"to\":\"b@example.com\",{Use}");
        await Templates.UpdateAsync("default", "order", Change("""{"html":"Bye {{{NAME}}}"}"""), null, Cancellation);
        var beforePublishing = await SubmitAsync($"\"to\":\"b@example.com\",{Use}");
        await Templates.PublishAsync("default", template.Id, null, Cancellation);
        var after = await SubmitAsync($"\"to\":\"b@example.com\",\"template\":{{\"id\":\"{template.Id}\",\"variables\":{{\"NAME\":\"Ann\"}}}}");

        Assert.Equal(["Hello Ann", "Hello Ann", "Bye Ann"], Queue.Messages.Select(message => message.Payload!.Html));
        Assert.All(Queue.Messages, message => Assert.Equal(("Acme <hi@example.com>", "Order of Ann", "help@example.com"), ($"{message.Payload!.From}", message.Payload.Subject, $"{message.Payload.ReplyTo[0]}")));
        Assert.Equal([1, 1, 2], await VersionsAsync(first, beforePublishing, after));
    }

    [Fact]
    public async Task Fields_of_the_email_win()
    {
        await PublishAsync("Hello {{{NAME}}}");

        await SubmitAsync($"\"from\":\"me@example.com\",\"to\":\"b@example.com\",\"subject\":\"Mine\",\"reply_to\":\"you@example.com\",{Use}");

        var email = Queue.Messages[0].Payload!;
        Assert.Equal(("me@example.com", "Mine", "you@example.com", "Hello Ann"), ($"{email.From}", email.Subject, $"{email.ReplyTo[0]}", email.Html));
    }

    [Theory]
    [InlineData("\"to\":\"b@example.com\",\"html\":\"x\"," + Use, "html")]
    [InlineData("\"to\":\"b@example.com\",\"text\":\"x\"," + Use, "text")]
    [InlineData(Use, "to")]
    [InlineData("\"to\":\"b@example.com\",\"template\":{\"id\":\"order\"}", "template.variables.NAME")]
    [InlineData("\"to\":\"b@example.com\",\"template\":{\"id\":\"other\"}", "template.id")]
    [InlineData("\"to\":\"b@example.com\",\"template\":{\"id\":\"draft\"}", "template.id")]
    [InlineData("\"to\":\"b@example.com\",\"template\":{\"id\":\"bare\"}", "from,subject")]
    [InlineData("\"to\":\"b@example.com\",\"template\":{\"variables\":{}}", "template.id")]
    [InlineData("\"to\":\"b@example.com\",\"template\":\"order\"", "template")]
    [InlineData("\"to\":\"b@example.com\",\"template\":{\"id\":\"order\",\"vars\":{}}", "template.vars")]
    [InlineData("\"raw\":\"RnJvbTogYQ==\"," + Use, "template")]
    public async Task Email_that_cannot_be_made_is_refused_by_its_field(string json, string fields)
    {
        await PublishAsync("Hello {{{NAME}}}");
        await Templates.AddAsync("default", New("""{"name":"d","alias":"draft","html":"x"}"""), Cancellation);
        await Templates.AddAsync("default", New("""{"name":"b","alias":"bare","html":"x"}"""), Cancellation);
        await Templates.PublishAsync("default", "bare", null, Cancellation);

        var result = await NewIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes($"{{{json}}}"), null, Cancellation);

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(fields, string.Join(',', result.Errors.Select(error => error.Field)));
        Assert.Empty(Queue.Messages);
    }

    [Fact]
    public async Task Template_of_another_tenant_is_not_found()
    {
        await PublishAsync("Hello {{{NAME}}}");

        var result = await NewIntake().SubmitAsync(new Submitter("other", []), Encoding.UTF8.GetBytes($"{{\"to\":\"b@example.com\",{Use}}}"), null, Cancellation);

        Assert.Equal("template.id", Assert.Single(result.Errors).Field);
    }

    [Fact]
    public async Task Key_is_repeated_although_the_template_changed_or_is_gone()
    {
        await PublishAsync("Hello {{{NAME}}}");
        var json = Encoding.UTF8.GetBytes($"{{\"to\":\"b@example.com\",{Use}}}");
        var first = await NewIntake().SubmitAsync(Submitter, json, "key", Cancellation);
        await Templates.RemoveAsync("default", "order", Cancellation);

        var repeated = await NewIntake().SubmitAsync(Submitter, json, "key", Cancellation);

        Assert.Equal((first.Id, true), (repeated.Id, repeated.IsReplayed));
        Assert.Single(Queue.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Repeat_of_an_interrupted_submission_sends_the_version_that_its_row_has(bool batch)
    {
        await PublishAsync("Hello {{{NAME}}}");
        Queue.BeforePut = _ => throw new RequestFailedException(503, "away");
        await Assert.ThrowsAsync<SubmissionInterruptedException>(RequestAsync);
        Queue.BeforePut = _ => { };
        await Templates.UpdateAsync("default", "order", Change("{\"html\":\"Bye {{{NAME}}}\",\"subject\":\"Bye {{{NAME}}}\",\"from\":\"bye@example.com\",\"reply_to\":\"\"}"), null, Cancellation);
        await Templates.PublishAsync("default", "order", null, Cancellation);

        var id = await RequestAsync();

        var (message, row) = (Assert.Single(Queue.Messages), await ReadAsync(id));
        Assert.Equal((id.ToString(), row!.ETag.ToString(), "Bye Ann"), (message.Id, message.Etag, message.Payload!.Html));
        Assert.Equal(("Bye Ann", "bye@example.com", 2), (row.Subject, row.From, row.Template!.Version));
        Assert.Empty(row.ReplyTo);
        Assert.Equal((row.Subject, row.From, row.Template), (message.Payload.Subject, $"{message.Payload.From}", message.Payload.Template));

        async Task<EmailId> RequestAsync()
        {
            var email = $"{{\"to\":\"b@example.com\",{Use}}}";
            return batch
                ? (await NewBatchIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes($"[{email}]"), BatchValidation.Strict, "key", Cancellation)).Ids[0]
                : (await NewIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes(email), "key", Cancellation)).Id!.Value;
        }
    }

    [Fact]
    public async Task Key_is_repeated_although_the_layout_cannot_be_used()
    {
        Senders = new SenderRules(new ConfigurationBuilder().AddInMemoryCollection([new("Senders:0:Layout", "frame")]).Build());
        var json = Encoding.UTF8.GetBytes("""{"from":"a@example.com","to":"b@example.com","subject":"s","html":"<p>Hi</p>"}""");
        await Templates.AddAsync("default", New("""{"name":"Frame","alias":"frame","html":"({{{CONTENT}}})","variables":[{"key":"CONTENT","type":"html"}]}"""), Cancellation);
        var early = await NewIntake().SubmitAsync(Submitter, json, "key", Cancellation);
        await Templates.PublishAsync("default", "frame", null, Cancellation);
        var accepted = await NewIntake().SubmitAsync(Submitter, json, "key", Cancellation);
        Senders = new SenderRules(new ConfigurationBuilder().AddInMemoryCollection([new("Senders:0:Layout", "gone")]).Build());

        var repeated = await NewIntake().SubmitAsync(Submitter, json, "key", Cancellation);
        var batches = new[] { BatchValidation.Strict, BatchValidation.Permissive }.Select(validation => NewBatchIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes($"[{Encoding.UTF8.GetString(json)},{{}}]"), validation, null, Cancellation));

        Assert.Equal(EmailFault.LayoutUnusable, early.Fault);
        Assert.Equal((accepted.Id, true), (repeated.Id, repeated.IsReplayed));
        Assert.Equal("(<p>Hi</p>)", Assert.Single(Queue.Messages).Payload!.Html);
        Assert.All(await Task.WhenAll(batches), batch => Assert.Equal(EmailFault.LayoutUnusable, batch.Fault));
    }

    [Fact]
    public async Task Batch_and_dry_run_use_templates()
    {
        await PublishAsync("Hello {{{NAME}}}");

        var batch = await NewBatchIntake().SubmitAsync(
            Submitter, Encoding.UTF8.GetBytes($"[{{\"to\":\"b@example.com\",{Use}}},{{\"to\":\"b@example.com\",\"template\":{{\"id\":\"order\"}}}}]"), BatchValidation.Permissive, null, Cancellation);
        var dryRun = await NewIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes($"{{\"to\":\"b@example.com\",\"dry_run\":true,{Use}}}"), null, Cancellation);

        Assert.Equal("Hello Ann", Assert.Single(Queue.Messages).Payload!.Html);
        Assert.Contains("template.variables.NAME is required", Assert.Single(batch.LeftOut).Message, StringComparison.Ordinal);
        Assert.Equal("Order of Ann", dryRun.DryRun?.Email.Subject);
    }

    [Fact]
    public async Task Alias_belongs_to_one_template_until_it_is_given_up()
    {
        var first = await PublishAsync("x");
        var second = await Templates.AddAsync("default", New("""{"name":"second","html":"y"}"""), Cancellation);

        var taken = await Templates.UpdateAsync("default", second.Template!.Id, Change("""{"alias":"order"}"""), null, Cancellation);
        var takenByNew = await Templates.AddAsync("default", New("""{"name":"third","alias":"order","html":"z"}"""), Cancellation);
        await Templates.UpdateAsync("default", "order", Change("""{"alias":""}"""), null, Cancellation);
        var given = await Templates.UpdateAsync("default", second.Template.Id, Change("""{"alias":"order"}"""), null, Cancellation);

        Assert.All([taken, takenByNew], refused => Assert.Equal(("alias", $"belongs to the template {first.Id}"), (Assert.Single(refused.Errors).Field, refused.Errors[0].Message)));
        Assert.Equal(second.Template.Id, (await Templates.FindAsync("default", "order", Cancellation))?.Id);
        Assert.Equal("order", given.Template?.Alias);
    }

    [Fact]
    public async Task Change_based_on_an_older_version_is_refused()
    {
        await PublishAsync("1");
        await Templates.UpdateAsync("default", "order", Change("""{"html":"2"}"""), 1, Cancellation);

        var late = await Templates.UpdateAsync("default", "order", Change("""{"html":"3"}"""), 1, Cancellation);

        Assert.Equal((true, 2), (late.IsOutdated, late.Template?.Version));
    }

    [Fact]
    public async Task Only_the_newest_versions_and_the_published_one_are_kept()
    {
        var template = await PublishAsync("1");
        for (var n = 0; n < TemplateManagement.MaxVersions + 2; n++)
            await Templates.UpdateAsync("default", "order", Change($$"""{"html":"{{n}}"}"""), null, Cancellation);

        var found = await Templates.FindAsync("default", template.Id, Cancellation);
        var versions = await Templates.ListVersionsAsync(found!, Cancellation);

        Assert.Equal([.. Enumerable.Range(4, TemplateManagement.MaxVersions).Reverse(), 1], versions.Select(version => version.Number));
    }

    private async Task<MailTemplate> PublishAsync(string html)
    {
        const string Json = """{"name":"Order","alias":"order","from":"Acme <hi@example.com>","reply_to":"help@example.com","subject":"Order of {{{NAME}}}","html":"HTML","variables":[{"key":"NAME","type":"string"}]}""";
        var added = await Templates.AddAsync("default", New(Json.Replace("HTML", html, StringComparison.Ordinal)), Cancellation);
        await Templates.PublishAsync("default", "order", null, Cancellation);
        return added.Template!;
    }

    private async Task<EmailId> SubmitAsync(string json) => (await NewIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes($"{{{json}}}"), null, Cancellation)).Id!.Value;

    private async Task<List<int?>> VersionsAsync(params EmailId[] ids)
    {
        var versions = new List<int?>();
        foreach (var id in ids)
            versions.Add((await ReadAsync(id))!.Template?.Version);
        return versions;
    }

    private static TemplateChange New(string json) => TemplateReader.Read(Encoding.UTF8.GetBytes(json)).Request!;

    private static TemplateChange Change(string json) => TemplateReader.ReadUpdate(Encoding.UTF8.GetBytes(json)).Request!;
}
