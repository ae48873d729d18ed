using System.Text;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>Responses as CSV (RFC 4180). No cell begins with a character that makes a spreadsheet treat it as a formula.</summary>
internal static class Csv
{
    private const string MediaType = "text/csv";

    public static bool IsPreferred(HttpRequest request) => AcceptHeader.Prefers(request, MediaType, "application/json");

    public static IResult Answer(string csv, string fileName) => Results.File(Encoding.UTF8.GetBytes(csv), $"{MediaType}; charset=utf-8", fileName);

    public static void AppendLine(StringBuilder csv, params ReadOnlySpan<string> cells)
    {
        for (var n = 0; n < cells.Length; n++)
        {
            if (n > 0)
                csv.Append(',');
            csv.Append(Escape(cells[n]));
        }

        csv.Append("\r\n");
    }

    // Characters from https://owasp.org/www-community/attacks/CSV_Injection; some programs skip white space and fold full-width characters.
    private static string Escape(string cell)
    {
        var start = cell.AsSpan().TrimStart();
        var isFormula = (start.Length > 0 && start[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20')
            || (cell.Length > 0 && cell[0] is '\t' or '\r' or '\n');
        var safe = isFormula ? "'" + cell : cell;
        return safe.AsSpan().ContainsAny(",\"\r\n'") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
