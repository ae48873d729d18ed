using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Providers;

namespace EmailDispatch.Operations;

/// <summary>Reads the bodies of requests that add or change a provider. No error contains the password.</summary>
public static class ProviderRequestReader
{
    public const int MaxBytes = 16 * 1024;

    private const int MaxPasswordLength = 4_096;

    private static readonly string[] Own = ["name", "password", "test"];

    public static ReadResult<ProviderRequest> Read(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(root, fields, isNew: true));

    public static ReadResult<ProviderRequest> ReadUpdate(ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(root, fields, isNew: false));

    private static ProviderRequest? Read(JsonElement root, JsonFields fields, bool isNew)
    {
        if (!fields.IsObject(root, "", "an object with the settings of a provider"))
            return null;

        string? name = null, password = null;
        var (hasPassword, test) = (false, true);
        var settings = new Dictionary<string, IReadOnlyDictionary<string, string>>();

        // Null is not left out: it sets a default.
        foreach (var member in root.EnumerateObject().TakeWhile(_ => !fields.IsFull))
        {
            var (field, value) = (member.Name, member.Value);
            switch (field)
            {
                case "name" when isNew: name = fields.Text(value, field); break;
                case "name": fields.Refuse(field, "cannot be changed: emails and statistics refer to it"); break;
                case "password": (hasPassword, password) = (true, value.ValueKind == JsonValueKind.Null ? null : Password(value, field, fields)); break;
                case "test" when value.ValueKind is JsonValueKind.True or JsonValueKind.False: test = value.GetBoolean(); break;
                case "test": fields.Refuse(field, "must be true or false"); break;
                case "secret": fields.Refuse(field, "is not a known field: give the password itself; it is stored in the Key Vault and never shown"); break;
                case var _ when ProviderFields.Names.Contains(field):
                    if (ProviderFields.Read(value, field, fields) is var (setting, values))
                        settings[setting] = values;
                    break;
                default: fields.RefuseUnknown(field, field, [.. Own, .. ProviderFields.Names]); break;
            }
        }

        if (isNew && name is null && !fields.Errors.Exists(error => error.Field == "name"))
            fields.Refuse("name", "is required");
        return new ProviderRequest { Name = name, Settings = settings, HasPassword = hasPassword, Password = password, Test = test };
    }

    private static string? Password(JsonElement value, string field, JsonFields fields)
    {
        var password = fields.Line(value, field, MaxPasswordLength);
        if (password?.Length > 0)
            return password;
        if (password is not null)
            fields.Refuse(field, "must not be empty; null removes it");
        return null;
    }
}
