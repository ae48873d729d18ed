using System.Web;
using System.Xml.Linq;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Queueing;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>A message as put on the queue: the text that the trigger receives, and the delay for which the queue hides it.</summary>
public sealed record QueuedMessage(string Text, TimeSpan Delay)
{
    public DispatchMessage Message => DispatchMessage.Parse(Text);

    public static QueuedMessage Of(StorageRequest request) => new(
        XDocument.Parse(request.Body.TrimStart('\uFEFF')).Root!.Element("MessageText")!.Value,
        TimeSpan.FromSeconds(int.Parse(HttpUtility.ParseQueryString(request.Query)["visibilitytimeout"] ?? "0", System.Globalization.CultureInfo.InvariantCulture)));
}
