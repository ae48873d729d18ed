using System.Text.Json.Serialization;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>An error response with the report of the test because of which a provider was not saved.</summary>
public sealed record ProviderTestFailedView(
    [property: JsonPropertyName("statusCode")] int StatusCode, string Name, string Message, IReadOnlyList<ApiFieldError> Errors, string RequestId, ProviderTestView Test)
{
    public static ProviderTestFailedView Of(HttpContext context, ProviderTestReport report)
    {
        var stage = report.FailedStage?.ToName() ?? "none";
        var message = $"The connection test failed at {stage}: {report.Message} Nothing was saved; \"test\": false saves without a test.";
        return new ProviderTestFailedView(StatusCodes.Status422UnprocessableEntity, "validation_error", message, [ApiFieldError.Of(new(FieldOf(report.FailedStage), $"failed the connection test at {stage}: {report.Message}"))], context.TraceIdentifier, ProviderTestView.Of(report));
    }

    private static string FieldOf(ConnectionStage? stage) => stage switch
    {
        ConnectionStage.Dns => "host",
        ConnectionStage.Connect => "port",
        ConnectionStage.Tls => "security",
        ConnectionStage.Auth => "password",
        _ => "default_from_address",
    };
}
