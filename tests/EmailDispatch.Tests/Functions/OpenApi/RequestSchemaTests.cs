using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.PersonalData;
using EmailDispatch.Providers;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Templates;
using EmailDispatch.Usage;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Functions.OpenApi;

/// <summary>The schemas of requests say what the readers take, word by word and limit by limit.</summary>
public sealed partial class RequestSchemaTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("EmailRequest", "Emails/EmailReader.cs")]
    [InlineData("AttachmentRequest", "Emails/AttachmentReader.cs")]
    [InlineData("ApiKeyRequest", "Access/ApiKeyReader.cs")]
    [InlineData("SuppressionRequest", "Suppressions/SuppressionReader.cs")]
    [InlineData("SmtpTestRequest", "ConnectionTesting/ProviderTestReader.cs")]
    [InlineData("BulkRetryRequest", "Operations/BulkRetryReader.cs")]
    public void Schema_has_the_fields_that_the_reader_knows(string schema, string reader)
    {
        var known = Case().Matches(OpenApiDocument.Source(["EmailDispatch", .. reader.Split('/')])).Select(match => match.Groups[1].Value);

        Assert.Equal(known.Order(), Properties(schema).Select(p => p.Key).Order());
    }

    public static TheoryData<string, string, int> Lengths()
    {
        var lengths = new TheoryData<string, string, int>();
        foreach (var (name, schema) in OpenApiDocument.Schemas)
        {
            foreach (var (field, property) in name.EndsWith("Request", StringComparison.Ordinal) ? schema!["properties"]?.AsObject() ?? [] : [])
            {
                if (property!["maxLength"] is { } length)
                    lengths.Add(name, field, length.GetValue<int>());
            }
        }

        return lengths;
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Longest_text_is_the_longest_that_the_reader_takes(string schema, string field, int length)
    {
        Assert.DoesNotContain(Read(schema, field, new string('a', length)), IsTooLong);
        Assert.Contains(Read(schema, field, new string('a', length + 1)), IsTooLong);

        bool IsTooLong(FieldError error) => error.Field.EndsWith(field, StringComparison.Ordinal) && error.Message.StartsWith("must be at most", StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_those_of_the_code()
    {
        Assert.Equal(EmailLimits.MaxRecipients, Property("EmailRequest", "to")["anyOf"]![1]!["maxItems"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxRecipients, Property("EmailRequest", "cc")["anyOf"]![1]!["maxItems"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxRecipients, Property("EmailRequest", "bcc")["anyOf"]![1]!["maxItems"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxReplyTo, Property("EmailRequest", "reply_to")["anyOf"]![1]!["maxItems"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxHeaders, Property("EmailRequest", "headers")["maxProperties"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxHeaderValueLength, Property("EmailRequest", "headers")["additionalProperties"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxAttachments, Property("EmailRequest", "attachments")["maxItems"]!.GetValue<int>());
        Assert.Equal(EmailLimits.MaxTags, Property("EmailRequest", "tags")["maxItems"]!.GetValue<int>());
        Assert.Equal(BatchReader.MaxEmails, OpenApiDocument.Schema("BatchRequest")["maxItems"]!.GetValue<int>());
        Assert.Equal(SuppressionReader.MaxAddresses, Property("SuppressionRequest", "addresses")["maxItems"]!.GetValue<int>());
        Assert.All(["emails", "addresses", "ids"], list => Assert.Equal(SuppressionReader.MaxAddresses, Property("SuppressionRemovalRequest", list)["maxItems"]!.GetValue<int>()));
        Assert.Equal(PageQuery.MaxLimit, OpenApiDocument.Root["components"]!["parameters"]!["Limit"]!["schema"]!["maximum"]!.GetValue<int>());
        Assert.Equal(BulkRetryRequest.MaxLimit, Property("BulkRetryRequest", "limit")["maximum"]!.GetValue<int>());
        Assert.Equal(BulkRetryRequest.DefaultLimit, Property("BulkRetryRequest", "limit")["default"]!.GetValue<int>());
        Assert.All(["scopes", "from_domains", "deliver_only_to", "ip_ranges"], list => Assert.Equal(ApiKeyRules.MaxItems, Property("ApiKeyRequest", list)["maxItems"]!.GetValue<int>()));
        Assert.Equal(ApiKeyRules.MaxRatePerSecond, Property("ApiKeyRequest", "rate_per_second")["maximum"]!.GetValue<int>());
        Assert.Equal((StatusQuery.MaxLimit, StatusQuery.DefaultLimit), LimitOf("/emails"));
        Assert.Equal((SuppressionQuery.MaxLimit, SuppressionQuery.DefaultLimit), LimitOf("/suppressions"));
        Assert.Equal(IdempotentRequest.MaxKeyLength, OpenApiDocument.Root["components"]!["parameters"]!["IdempotencyKey"]!["schema"]!["maxLength"]!.GetValue<int>());
        Assert.Equal(ApiError.MaxErrors, Property("ApiError", "errors")["maxItems"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("ProviderRequest", new[] { "name", "password", "test" })]
    [InlineData("ProviderUpdateRequest", new[] { "password", "test" })]
    public void Schema_has_the_settings_of_a_provider(string schema, string[] own) =>
        Assert.Equal(ProviderFields.Names.Concat(own).Order(StringComparer.Ordinal), Properties(schema).Select(p => p.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Words_are_those_of_the_code()
    {
        var email = OpenApiDocument.Schema("Email")["properties"]!;
        Assert.Equal(EnumNames.All<EmailStatus>(), OpenApiDocument.Words(email["status"]!));
        var reports = Enum.GetValues<ReportKind>().Select(kind => kind.ToName());
        Assert.Equal(EnumNames.All<EmailStatus>().Union(reports).Order(), OpenApiDocument.Words(Property("Recipient", "status")).Order());
        Assert.Equal(
            Enum.GetValues<EmailStatus>().Select(status => status.ToLastEvent()).Union(reports).Order(), OpenApiDocument.Words(email["last_event"]!).Order());
        Assert.Equal(Advice.All.Select(advice => advice.Code), OpenApiDocument.Words(Property("Advice", "code")));
        Assert.Equal(EnumNames.All<AttemptOutcome>(), OpenApiDocument.Words(Property("Attempt", "outcome")));
        Assert.Equal(EnumNames.All<SuppressionReason>(), OpenApiDocument.Words(Property("SuppressionRequest", "reason")));
        Assert.Equal(EnumNames.All<SuppressionReason>(), OpenApiDocument.Words(Property("Suppression", "reason")));
        Assert.Equal(UsageDimensions.All, OpenApiDocument.Words(Property("Usage", "by")));
        Assert.Equal(ScopeNames.Known.Split(", "), OpenApiDocument.Words(Property("ApiKeyRequest", "scopes")["items"]!));
    }

    [Fact]
    public void Errors_are_those_of_the_code()
    {
        var sources = string.Join('\n', OpenApiDocument.SourceFiles("EmailDispatch.Functions").Select(File.ReadAllText));
        var names = OpenApiDocument.Words(Property("ApiError", "name")).ToList();

        var used = Error().Matches(sources).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Empty(used.Except(names));
        Assert.All(names, name => Assert.Contains($"\"{name}\"", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_are_taken_by_the_readers()
    {
        // Events have the form of the service that posts them, and a message is no JSON.
        foreach (var (_, path, operation) in OpenApiDocument.Operations.Where(o => o.Operation["requestBody"] is not null && o.Path is not ("events/{provider}" or "events/mail" or "emails/raw")))
        {
            var content = operation["requestBody"]!["content"]!["application/json"]!;
            var schema = content["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1];
            foreach (var (name, example) in content["examples"]!.AsObject())
            {
                var emails = schema == "BatchRequest" ? example!["value"]!.AsArray().ToList() : [example!["value"]];
                Assert.All(emails, value => Assert.Empty(Read(schema == "BatchRequest" ? "EmailRequest" : schema, value!.ToJsonString()).Select(error => $"{path} {name}: {error}")));
            }
        }
    }

    private static JsonObject Properties(string schema) => OpenApiDocument.Schema(schema)["properties"]!.AsObject();

    private static JsonNode Property(string schema, string name) => Properties(schema)[name]!;

    private static (int Max, int Default) LimitOf(string path)
    {
        var limit = OpenApiDocument.Root["paths"]![path]!["get"]!["parameters"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == "limit")!["schema"]!;
        return (limit["maximum"]!.GetValue<int>(), limit["default"]!.GetValue<int>());
    }

    private static IReadOnlyList<FieldError> Read(string schema, string field, string value)
    {
        var json = JsonSerializer.Serialize(new Dictionary<string, string> { [field] = value });
        return schema == "AttachmentRequest" ? Read("EmailRequest", $$"""{"attachments":[{{json}}]}""") : Read(schema, json);
    }

    private static IReadOnlyList<FieldError> Read(string schema, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        return schema switch
        {
            "EmailRequest" => EmailReader.Read(body, new EmailLimits(), Now).Errors,
            "ApiKeyRequest" => ApiKeyReader.Read(body).Errors,
            "DomainRequest" => DomainReader.Read(body).Errors,
            "DomainUpdateRequest" => DomainReader.ReadUpdate(body).Errors,
            "WebhookRequest" => new WebhookReader(Options.Create(new WebhookOptions())).Read("default", body).Errors,
            "WebhookUpdateRequest" => new WebhookReader(Options.Create(new WebhookOptions())).ReadUpdate("default", body).Errors,
            "ApiKeyUpdateRequest" => ApiKeyReader.ReadUpdate(body).Errors,
            "RecipientExportRequest" => RecipientReader.ReadExport(body, PageQuery.MaxLimit).Errors,
            "RecipientErasureRequest" => RecipientReader.ReadErasure(body).Errors,
            "SuppressionRequest" => SuppressionReader.Read(body).Errors,
            "SuppressionRemovalRequest" => SuppressionReader.ReadRemoval(body).Errors,
            "ProviderTestRequest" => ProviderTestReader.Read(body, "p").Errors,
            "SmtpTestRequest" => ProviderTestReader.Read(body, null).Errors,
            "BulkRetryRequest" => BulkRetryReader.Read(body, Now).Errors,
            "ProviderRequest" => ProviderRequestReader.Read(body).Errors,
            "ProviderUpdateRequest" => ProviderRequestReader.ReadUpdate(body).Errors,
            "TemplateRequest" => TemplateReader.Read(body).Errors,
            "TemplateUpdateRequest" => TemplateReader.ReadUpdate(body).Errors,
            "TemplatePreviewRequest" => TemplatePreviews.Read(body).Errors,
            "ScheduleRequest" => ScheduleReader.Read(body, Now).Errors,
            _ => throw new ArgumentException($"No reader for {schema}.", nameof(schema)),
        };
    }

    // case "from": from = …, but not case "at_most_once": return …
    [GeneratedRegex("""case "(\w+)"(?: when [^:]+)?:\s*\w+ =""")]
    private static partial Regex Case();

    [GeneratedRegex("""StatusCodes\.Status\d+\w+, "(\w+)""")]
    private static partial Regex Error();
}
