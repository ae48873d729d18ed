namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>A login that a server accepts.</summary>
/// <param name="User">The user name.</param>
/// <param name="Password">The password; with XOAUTH2, the access token.</param>
public sealed record SmtpCredential(string User, string Password);
