using System.Text;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Emails to submit.</summary>
internal static class Json
{
    public static string Email(string subject, string to = "b@example.com") =>
        $$"""{"from":"a@example.com","to":"{{to}}","subject":"{{subject}}","text":"t"}""";

    public static string Batch(string subject, int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(n => Email($"{subject}-{n}")))}]";

    public static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
