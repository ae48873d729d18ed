using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>Reads the field <c>template</c> of an email. The values are checked when the template is known.</summary>
internal static class TemplateRequestReader
{
    private const int MaxIdLength = 100;

    private static readonly string[] Known = ["id", "variables"];

    public static TemplateRequest? Read(JsonElement value, string field, JsonFields fields)
    {
        if (!fields.IsObject(value, field, "an object with id and variables"))
            return null;

        var (id, variables, hasId) = ((string?)null, (JsonElement?)null, false);
        foreach (var (name, path, member) in fields.MembersOf(value, field))
        {
            switch (name)
            {
                case "id": (id, hasId) = (fields.Line(member, path, MaxIdLength), true); break;
                case "variables": variables = fields.IsObject(member, path, "an object with the values of the template's variables") ? member.Clone() : null; break;
                default: fields.RefuseUnknown(path, name, Known); break;
            }
        }

        if (!hasId)
            fields.Refuse($"{field}.id", "is required");
        return id is null ? null : new TemplateRequest(id, variables);
    }
}
