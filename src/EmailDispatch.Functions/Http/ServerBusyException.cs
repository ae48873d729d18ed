namespace EmailDispatch.Functions.Http;

/// <summary>The instance holds as many bytes of requests as it may; the request can be repeated.</summary>
internal sealed class ServerBusyException() : Exception("Too many large requests are being read at the moment; nothing was accepted. Try again.");
