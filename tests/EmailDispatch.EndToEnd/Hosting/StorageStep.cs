using System.Text;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>One request to storage on an email's way.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="ReachesStorage">Whether it is held after storage has done it, not before.</param>
/// <param name="IsMeant">Method, path and body of the request.</param>
public sealed record StorageStep(string Name, bool ReachesStorage, Func<string, string, string, bool> IsMeant)
{
    public bool Matches(HttpRequest request, byte[] body) => IsMeant(request.Method, request.Path.Value!, Encoding.UTF8.GetString(body));
}
