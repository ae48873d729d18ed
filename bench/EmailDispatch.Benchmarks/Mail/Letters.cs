using System.Globalization;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>Emails of a given size, as a caller writes them and as the library reads them.</summary>
internal static class Letters
{
    public static readonly EmailLimits Limits = new();

    /// <summary>A text and an HTML body of about this size together.</summary>
    public static string WithBodies(int bytes)
    {
        var text = Prose(bytes / 3);
        var html = new StringBuilder("<!doctype html><html><body>");
        foreach (var line in text.Split('\n'))
            html.Append(CultureInfo.InvariantCulture, $"<p style=\"margin:0 0 1em\">{line}</p>\n");
        while (html.Length < bytes * 2 / 3)
            html.Append("<p>Your order has left our warehouse. <a href=\"https://shop.example.test/orders/42\">Follow it</a></p>\n");
        html.Append("</body></html>");
        return Write(new Dictionary<string, object> { ["text"] = text, ["html"] = html.ToString() });
    }

    /// <summary>Short bodies and one file; the size is that of the composed message.</summary>
    public static string WithAttachment(int bytes) => Write(new Dictionary<string, object>
    {
        ["text"] = Prose(600),
        ["html"] = $"<p>{Prose(1200)}</p>",
        ["attachments"] = new[] { new { filename = "invoice.pdf", content = Convert.ToBase64String(Noise((int)(bytes * 0.73))), content_type = "application/pdf" } },
    });

    public static Email Read(string json) =>
        EmailReader.Read(Encoding.UTF8.GetBytes(json), Limits, TimeProvider.System.GetUtcNow()).Email ?? throw new InvalidOperationException("The benchmark's own email is not valid.");

    /// <summary>Returns the same bytes in every run.</summary>
    public static byte[] Noise(int count)
    {
        var bytes = new byte[count];
        new Random(42).NextBytes(bytes);
        return bytes;
    }

    private static string Write(Dictionary<string, object> parts)
    {
        parts["from"] = "Shop <orders@shop.example.test>";
        parts["to"] = new[] { "Someone <someone@customers.example.test>" };
        parts["subject"] = "Your order has been sent";
        return JsonSerializer.Serialize(parts);
    }

    private static string Prose(int length)
    {
        const string Line = "Hello, your order number 42 has left our warehouse and will be with you in two days.\n";
        var text = new StringBuilder();
        while (text.Length < length)
            text.Append(Line);
        return text.ToString();
    }
}
