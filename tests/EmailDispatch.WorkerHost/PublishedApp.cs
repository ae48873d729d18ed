using System.Reflection;

namespace EmailDispatch.Worker.Host;

/// <summary>The folder of <c>dotnet publish</c>, which is what a deployment uploads. The build of this project makes it.</summary>
internal static class PublishedApp
{
    public static string Folder { get; } =
        typeof(PublishedApp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(metadata => metadata.Key == "Published").Value!;

    public static string Assembly => Path.Combine(Folder, "EmailDispatch.Functions.dll");
}
