using System.Text;

namespace EmailDispatch.EndToEnd.Secrets;

/// <summary>The forms in which a secret could leak: as it is, and as it is sent over the wire.</summary>
internal static class SecretForms
{
    /// <summary>Fails if the text has any of the secrets in any form.</summary>
    public static void AssertNone(string text, string username, params IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            foreach (var (name, form) in Of(secret, username))
            {
                var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                Assert.True(at < 0, $"{secret} {name}: {(at < 0 ? "" : text.Substring(Math.Max(0, at - 200), Math.Min(400, text.Length - Math.Max(0, at - 200))))}");
            }
        }
    }

    private static IEnumerable<(string Name, string Form)> Of(string secret, string username) =>
    [
        ("as it is", secret),
        ("in an address", Uri.EscapeDataString(secret)),
        ("in base64, as AUTH LOGIN", Base64(secret)),
        ("in AUTH PLAIN", Base64($"\0{username}\0{secret}")),
        ("in AUTH XOAUTH2", Base64($"user={username}\x01auth=Bearer {secret}\x01\x01")),
    ];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');
}
