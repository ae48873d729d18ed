using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EmailDispatch.Functions.Api;
using EmailDispatch.Functions.Http;

namespace EmailDispatch.Tests.Functions.OpenApi;

/// <summary>Every answer's type has a schema of its name, without <c>View</c>, with its very members; a <c>ListView</c> or <c>PageView</c> that of its entries and <c>List</c>.</summary>
public sealed class AnswerSchemaTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static TheoryData<string> Types => [.. Views().Select(NameOf).Order()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Schema_has_the_members_of_the_type(string name)
    {
        var type = Views().Single(view => NameOf(view) == name);
        var schema = OpenApiDocument.Schema(name);

        var members = Members(type).ToList();

        Assert.Equal(members.Select(m => m.Json.Name).Order(), schema["properties"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal(members.Where(m => !IsLeftOut(m.Member)).Select(m => m.Json.Name).Order(), schema["required"]!.AsArray().Select(r => r!.GetValue<string>()).Order());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Schema_has_the_types_of_the_members(string name)
    {
        var type = Views().Single(view => NameOf(view) == name);
        var schema = OpenApiDocument.Schema(name);

        Assert.All(Members(type), m => Assert.Equal((m.Json.Name, Describe(m.Member)), (m.Json.Name, Describe(schema["properties"]![m.Json.Name]!))));
    }

    [Fact]
    public void Schema_belongs_to_a_type_or_to_a_request()
    {
        var answers = Views().Select(NameOf).ToHashSet();

        var others = OpenApiDocument.Schemas.Select(schema => schema.Key).Where(schema => !answers.Contains(schema));

        Assert.All(others, schema => Assert.True(schema.EndsWith("Request", StringComparison.Ordinal) || schema is "Mailbox" or "Address", schema));
    }

    /// <summary>The types that are written, and all that they hold.</summary>
    private static IReadOnlyCollection<Type> Views()
    {
        var found = new HashSet<Type>();
        var waiting = new Queue<Type>(typeof(ApiJson).GetCustomAttributesData().Concat(typeof(ErrorJson).GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute)).Select(attribute => (Type)attribute.ConstructorArguments[0].Value!));
        while (waiting.TryDequeue(out var type))
        {
            if (Json(type) is not { Kind: JsonTypeInfoKind.Object } || !found.Add(type))
                continue;
            foreach (var (_, member) in Members(type))
                waiting.Enqueue(ItemOf(member.PropertyType) ?? Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType);
        }

        return found;
    }

    private static IEnumerable<(JsonPropertyInfo Json, PropertyInfo Member)> Members(Type type) =>
        from json in Json(type)!.Properties
        let member = type.GetProperties().SingleOrDefault(p => NameOf(p) == json.Name)
        where member is not null
        select (json, member);

    private static JsonTypeInfo? Json(Type type) => ApiJson.Relaxed.GetTypeInfo(type) ?? ErrorJson.Relaxed.GetTypeInfo(type);

    private static string NameOf(PropertyInfo member) =>
        member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);

    // A list of views has one type for all of them and a schema for each.
    private static string NameOf(Type type) => type switch
    {
        { IsGenericType: true } => $"{NameOf(type.GetGenericArguments()[0])}List",
        _ when type.Name.EndsWith("View", StringComparison.Ordinal) => type.Name[..^4],
        _ => type.Name,
    };

    private static bool IsLeftOut(PropertyInfo member) => member.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.WhenWritingNull;

    private static Type? ItemOf(Type type) => type.IsGenericType && type.GetGenericArguments() is [var item] && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? item : null;

    private static string Describe(PropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        var isNull = !IsLeftOut(member) && Nullability.Create(member).ReadState == NullabilityState.Nullable;
        return DescribeType(type) + (isNull ? " or null" : "");
    }

    private static string DescribeType(Type type) => type switch
    {
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(int) || type == typeof(long) => "integer",
        _ when type == typeof(double) || type == typeof(decimal) => "number",
        _ when type == typeof(string) || type == typeof(DateTimeOffset) || type.IsEnum => "string",
        _ when type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) => "object",
        _ when type == typeof(System.Text.Json.JsonElement) || type == typeof(JsonObject) => "object",
        _ when ItemOf(type) is { } item => $"array of {DescribeType(item)}",
        _ => NameOf(type),
    };

    private static string Describe(JsonNode schema)
    {
        if (schema["anyOf"]?.AsArray() is [var one, _])
            return $"{Describe(one!)} or null";
        if (schema["$ref"] is { } reference)
            return reference.GetValue<string>().Split('/')[^1];

        var (type, isNull) = schema["type"] is JsonArray types ? (types[0]!.GetValue<string>(), true) : (schema["type"]!.GetValue<string>(), false);
        return (type == "array" ? $"array of {Describe(schema["items"]!)}" : type) + (isNull ? " or null" : "");
    }
}
