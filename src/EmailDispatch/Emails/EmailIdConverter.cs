using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Emails;

/// <summary>An id in JSON is the text of its UUID.</summary>
internal sealed class EmailIdConverter : JsonConverter<EmailId>
{
    public override EmailId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        EmailId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("It is not an email id.");

    public override void Write(Utf8JsonWriter writer, EmailId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
