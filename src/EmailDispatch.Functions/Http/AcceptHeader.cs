using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

internal static class AcceptHeader
{
    /// <summary>Whether a request names a media type, and does not prefer the other one that it could get.</summary>
    public static bool Prefers(HttpRequest request, string type, string other)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return accepted.Any(a => a.MatchesMediaType(type) && !a.MatchesAllTypes && !a.MatchesAllSubTypes && a.Quality != 0)
            && Quality(type) >= Quality(other);

        // The most specific entry counts (RFC 9110 section 12.5.1).
        double Quality(string wanted) => accepted.Where(a => a.MatchesMediaType(wanted))
            .OrderBy(a => a.MatchesAllTypes).ThenBy(a => a.MatchesAllSubTypes).Select(a => a.Quality ?? 1).FirstOrDefault();
    }
}
