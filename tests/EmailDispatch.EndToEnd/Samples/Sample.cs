using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>One request body of samples/emails, with generated content filled in.</summary>
public static class Sample
{
    public static string Folder => RepositoryPath.Of("samples", "emails");

    public static IReadOnlyList<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> All => [.. Names];

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.json"));

    public static string Load(string name)
    {
        var request = JsonNode.Parse(Read(name))!;
        foreach (var attachment in request["attachments"]?.AsArray() ?? [])
        {
            var content = attachment!["content"]!.GetValue<string>();
            if (GeneratedContent.IsRule(content))
                attachment["content"] = Convert.ToBase64String(GeneratedContent.From(content));
        }

        return request.ToJsonString();
    }
}
