using System.Text.Json;
using System.Text.Json.Serialization;

namespace EmailDispatch.Tests.Replies;

/// <summary>Replies of real servers, each with where it was seen.</summary>
internal static class Corpus
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    public static IReadOnlyList<CorpusReply> Replies { get; } =
        JsonSerializer.Deserialize<List<CorpusReply>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Replies", "replies.json")), Format)!;
}
