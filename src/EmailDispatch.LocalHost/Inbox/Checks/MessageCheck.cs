using System.Text.Json.Serialization;

namespace EmailDispatch.LocalHost.Inbox.Checks;

internal sealed record MessageCheck(string Code, CheckResult Result, string Message);

[JsonConverter(typeof(JsonStringEnumConverter<CheckResult>))]
internal enum CheckResult
{
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Right for some emails.</summary>
    [JsonStringEnumMemberName("hint")]
    Hint,

    [JsonStringEnumMemberName("problem")]
    Problem,
}
