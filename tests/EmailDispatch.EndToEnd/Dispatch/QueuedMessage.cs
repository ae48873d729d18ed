using System.Web;
using System.Xml.Linq;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Queueing;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A message as it was put on the queue.</summary>
/// <param name="Text">What the trigger is given.</param>
/// <param name="Delay">How long the queue hides it.</param>
public sealed record QueuedMessage(string Text, TimeSpan Delay)
{
    public DispatchMessage Message => DispatchMessage.Parse(Text);

    public static QueuedMessage Of(StorageRequest request) => new(
        XDocument.Parse(request.Body.TrimStart('\uFEFF')).Root!.Element("MessageText")!.Value,
        TimeSpan.FromSeconds(int.Parse(HttpUtility.ParseQueryString(request.Query)["visibilitytimeout"] ?? "0", System.Globalization.CultureInfo.InvariantCulture)));
}
