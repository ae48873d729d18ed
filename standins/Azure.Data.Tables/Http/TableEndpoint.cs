using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables.Http;

/// <summary>The pipeline to one account's Table service; shared by a service client and the table clients it hands out.</summary>
internal sealed class TableEndpoint
{
    private const string Scope = "https://storage.azure.com/.default";
    private readonly HttpPipeline _pipeline;
    private readonly string _version;
    private readonly string _address;

    public TableEndpoint(TableConnectionString connection, TableClientOptions options)
        : this(connection.Endpoint, connection.Credential, options) => AccountName = connection.Credential.AccountName;

    public TableEndpoint(Uri address, TableSharedKeyCredential credential, TableClientOptions options)
        : this(address, new SharedKeyLitePolicy(NotNull(credential, nameof(credential))), options)
    {
    }

    public TableEndpoint(Uri address, TokenCredential credential, TableClientOptions options)
        : this(address, new BearerTokenAuthenticationPolicy(NotNull(credential, "tokenCredential"), Scope), options)
    {
    }

    private TableEndpoint(Uri address, HttpPipelinePolicy authorization, TableClientOptions options)
    {
        Address = NotNull(address, "endpoint");
        AccountName = AccountOf(address);
        _address = address.AbsoluteUri.TrimEnd('/');
        options ??= new TableClientOptions();
        _version = options.Version;
        _pipeline = HttpPipelineBuilder.Build(new HttpPipelineOptions(options)
        {
            PerRetryPolicies = { authorization },
            RequestFailedDetailsParser = new ODataErrorParser(),
        });
    }

    public Uri Address { get; }

    public string AccountName { get; }

    /// <summary>The address of something in the account; <paramref name="path"/> is escaped already.</summary>
    public Uri AddressOf(string path) => new($"{_address}/{path}");

    public HttpMessage CreateMessage(RequestMethod method, string path, RequestContent content = null)
    {
        var message = _pipeline.CreateMessage();
        var request = message.Request;
        request.Method = method;
        request.Uri.Reset(AddressOf(path));
        request.Headers.Add("x-ms-version", _version);
        request.Headers.Add("DataServiceVersion", "3.0");
        request.Headers.Add(HttpHeader.Names.Accept, "application/json;odata=minimalmetadata");
        if (content != null)
        {
            request.Content = content;
            request.Headers.Add(HttpHeader.Names.ContentType, "application/json");
        }

        return message;
    }

    /// <param name="message">The request; disposed of here.</param>
    /// <param name="tolerated">A status that is an answer here, where it is an error elsewhere.</param>
    /// <param name="cancellationToken">Ends the wait, the retries included.</param>
    public async Task<Response> SendAsync(HttpMessage message, int tolerated, CancellationToken cancellationToken)
    {
        using (message)
        {
            await _pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
            return Checked(message.Response, tolerated);
        }
    }

    public Task<Response> SendAsync(HttpMessage message, CancellationToken cancellationToken) => SendAsync(message, 0, cancellationToken);

    public Response Send(HttpMessage message, int tolerated, CancellationToken cancellationToken)
    {
        using (message)
        {
            _pipeline.Send(message, cancellationToken);
            return Checked(message.Response, tolerated);
        }
    }

    private static Response Checked(Response response, int tolerated) =>
        response.Status < 300 || response.Status == tolerated ? response : throw new RequestFailedException(response);

    // Path style, as emulators have it, where the host cannot carry the account.
    private static string AccountOf(Uri address) => address.HostNameType != UriHostNameType.Dns || address.IsLoopback
        ? address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
        : address.Host.Split('.')[0];

    private static T NotNull<T>(T value, string name) => value ?? throw new ArgumentNullException(name);
}
