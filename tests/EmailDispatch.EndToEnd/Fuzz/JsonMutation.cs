using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Fuzz;

/// <summary>Changes valid JSON: first as a tree, so it stays JSON, and sometimes as bytes, so it does not.</summary>
internal static class JsonMutation
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    public static byte[] Of(string json, Random random)
    {
        var root = JsonNode.Parse(json);
        for (var n = random.Next(1, 5); n > 0; n--)
            root = Change(root, random);

        var text = (root is null ? "null" : root.ToJsonString(Plain)).Replace(FuzzValues.HalfPair, "\\ud83d", StringComparison.Ordinal);
        if (random.Next(20) == 0)
            text = text.Replace("\"subject\":", "\"from\":", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text);
        return random.Next(5) == 0 ? Bytes(bytes, random) : bytes;
    }

    /// <summary>Replaces, removes or doubles some bytes, or cuts off the end.</summary>
    public static byte[] Bytes(byte[] source, Random random)
    {
        var bytes = new List<byte>(source);
        for (var n = random.Next(1, 6); n > 0 && bytes.Count > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)"{}[]\",:\\\0\n0e-"[random.Next(13)]); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }

        return [.. bytes];
    }

    private static JsonNode? Change(JsonNode? root, Random random)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0 || random.Next(40) == 0)
            return FuzzValues.Pick(random);

        switch (places[random.Next(places.Count)])
        {
            case JsonObject target when target.Count == 0 || random.Next(3) == 0:
                target[FuzzValues.Names[random.Next(FuzzValues.Names.Length)]] = FuzzValues.Pick(random);
                break;
            case JsonObject target when random.Next(4) == 0:
                target.Remove(target.ElementAt(random.Next(target.Count)).Key);
                break;
            case JsonObject target:
                target[target.ElementAt(random.Next(target.Count)).Key] = FuzzValues.Pick(random);
                break;
            case JsonArray target when target.Count == 0 || random.Next(2) == 0:
                target.Insert(random.Next(target.Count + 1), FuzzValues.Pick(random));
                break;
            case JsonArray target:
                target[random.Next(target.Count)] = FuzzValues.Pick(random);
                break;
        }

        return root;
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        if (node is null or JsonValue)
            return;

        places.Add(node);
        foreach (var child in node is JsonObject obj ? obj.Select(property => property.Value) : node.AsArray())
            Collect(child, places);
    }
}
