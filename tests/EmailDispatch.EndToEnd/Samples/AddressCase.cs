using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// A row of addresses.json: whether a recipient field is valid, decided as a hosted email API would. Where RFC 5321, 5322 and 6531 disagree, the
/// address must fit in RCPT, and the name must be one that readers accept.
/// </summary>
public sealed record AddressCase(string Address, bool Valid, string Why)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<AddressCase> All { get; } = JsonSerializer.Deserialize<List<AddressCase>>(
        File.ReadAllText(RepositoryPath.Of("tests", "EmailDispatch.EndToEnd", "Samples", "addresses.json")), Json)!;
}
