using System.Text;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>A storage request during the processing of an email.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="ReachesStorage">Whether it is held after storage has executed it rather than before.</param>
/// <param name="IsMeant">Whether a method, path and body are those of this request.</param>
public sealed record StorageStep(string Name, bool ReachesStorage, Func<string, string, string, bool> IsMeant)
{
    public bool Matches(HttpRequest request, byte[] body) => IsMeant(request.Method, request.Path.Value!, Encoding.UTF8.GetString(body));
}
