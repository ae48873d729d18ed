using EmailDispatch.LocalHost.Runtime.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.LocalHost.Logging;

public sealed class LogLinesTests
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    [Fact]
    public void Entry_is_one_line_with_its_exception()
    {
        var line = Write(LogLevel.Error, "it\nfailed", new InvalidOperationException("the\r\nreason"));

        Assert.Matches(@"^\d\d:\d\d:\d\d\.\d{3} fail: Category\[7\] it failed System\.InvalidOperationException: the reason\r?\n$", line);
    }

    [Fact]
    public void Line_within_a_request_ends_with_its_id()
    {
        using var server = _scopes.Push(new Dictionary<string, object> { ["RequestId"] = "of the server" });
        using var request = _scopes.Push(new KeyValuePair<string, object>[] { new("request_id", "0195a1b2") });
        using var inner = _scopes.Push("of something else");

        var line = Write(LogLevel.Information, "accepted");

        Assert.EndsWith("info: Category[7] accepted (request_id 0195a1b2)", line.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_outside_of_a_request_ends_with_its_message() =>
        Assert.EndsWith("warn: Category[7] accepted", Write(LogLevel.Warning, "accepted").TrimEnd(), StringComparison.Ordinal);

    private string Write(LogLevel level, string message, Exception? exception = null)
    {
        using var writer = new StringWriter();
        new LogLines(TimeProvider.System, hasColours: false).Write(new LogEntry<string>(level, "Category", 7, message, exception, (state, _) => state), _scopes, writer);
        return writer.ToString();
    }
}
