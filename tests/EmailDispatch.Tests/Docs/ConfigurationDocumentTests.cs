using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using EmailDispatch.Access;
using EmailDispatch.Dispatch;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Events.Mailbox;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.LocalHost.Inbox;
using EmailDispatch.LocalHost.Runtime.Settings;
using EmailDispatch.Providers;
using EmailDispatch.Retention;
using EmailDispatch.Senders;
using EmailDispatch.SmtpDoor;
using EmailDispatch.Status;
using EmailDispatch.Tests.Infra;
using EmailDispatch.Unsubscribing;
using EmailDispatch.Usage;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Docs;

/// <summary>docs/configuration.md has every setting of the code, with its type, default and range, and no other.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private static readonly string Document = InfraFiles.Read("docs/configuration.md");

    /// <summary>The heading, what its settings begin with, and the type they are bound to. New options go here.</summary>
    private static readonly (string Heading, string Prefix, Type Type)[] Bound =
    [
        ("Emails", "Emails__", typeof(EmailLimits)),
        ("Emails", "Emails__", typeof(AttachmentFetchOptions)),
        ("Emails", "Emails__", typeof(AttachmentLinkOptions)),
        ("Test addresses", "TestAddresses__", typeof(TestAddressOptions)),
        ("Dispatch", "Dispatch__", typeof(DispatchOptions)),
        ("Unsubscribe links", "Unsubscribe__", typeof(UnsubscribeOptions)),
        ("Bounce mailbox", "BounceMailbox__", typeof(BounceMailboxOptions)),
        ("Status", "Status__", typeof(StatusOptions)),
        ("Retention", "Retention__", typeof(RetentionOptions)),
        ("Usage", "Usage__", typeof(UsageOptions)),
        ("Domains", "Domains__", typeof(DomainOptions)),
        ("Webhooks", "Webhooks__", typeof(WebhookOptions)),
        ("Access", "Access__", typeof(AccessOptions)),
        ("Senders", "Senders__N__", typeof(SenderOptions)),
        ("Providers", "Providers__N__", typeof(ProviderOptions)),
        ("Local host", "LocalHost__", typeof(LocalHostOptions)),
        ("SMTP door", "SmtpDoor__", typeof(SmtpDoorOptions)),
        ("Sandbox", "Sandbox__", typeof(SandboxSettings)),
    ];

    /// <summary>What the code reads by name, as it is written there, and what the document calls it.</summary>
    private static readonly Dictionary<string, string[]> ReadByName = new()
    {
        ["StorageSetting"] = ["AzureWebJobsStorage"],
        ["$\"{StorageSetting}:accountName\""] = ["AzureWebJobsStorage__accountName"],
        ["$\"{StorageSetting}:{service}ServiceUri\""] =
            ["AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__tableServiceUri"],
        ["VaultSetting"] = ["KeyVault__Uri"],
        ["KeyVaultSetting"] = ["KeyVault__DkimUri"],
        ["$\"Secrets:{name}\""] = ["Secrets__<name>"],
        ["Collector"] = ["OTEL_EXPORTER_OTLP_ENDPOINT"],
        ["Insights"] = ["APPLICATIONINSIGHTS_CONNECTION_STRING"],
        ["InsightsLogin"] = ["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"],
        ["$\"{LocalHostOptions.Section}:HostJson\""] = ["LocalHost__HostJson"],
        ["$\"{LocalHostOptions.Section}:Timers:{function.Name}\""] = ["LocalHost__Timers__<function>"],
        ["\"Host:LocalHttpPort\""] = ["Host__LocalHttpPort"],
        ["nameof(StopWithStandardInput)"] = ["StopWithStandardInput"],
    };

    public static TheoryData<string> Headings => [.. Bound.Select(bound => bound.Heading).Distinct()];

    [Theory]
    [MemberData(nameof(Headings))]
    public void Table_has_the_settings_of_the_code_with_type_default_and_range(string heading)
    {
        var expected =
            from bound in Bound
            where bound.Heading == heading
            let defaults = Activator.CreateInstance(bound.Type)
            from property in Settings(bound.Type)
            select $"{bound.Prefix}{property.Name} {Word(property.PropertyType)} {Show(property.GetValue(defaults))} {Range(property)}";

        // Ranges of a provider are rules of their own.
        var documented = Rows(heading).Where(row => !ReadByName.Values.Any(names => names.Contains(row.Name)))
            .Select(row => $"{row.Name} {row.Type} {row.Default} {(heading == "Providers" ? "" : row.Range)}");

        Assert.Equal(expected.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_type_that_settings_are_bound_to_is_in_the_table()
    {
        var bound = Sources().SelectMany(source => Options().Matches(source).Select(match => match.Groups[1].Value)).Append(nameof(ProviderOptions)).Append(nameof(SenderOptions));

        Assert.Equal(bound.Order(StringComparer.Ordinal), Bound.Select(b => b.Type.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_setting_that_is_read_by_name_is_listed()
    {
        var read = Sources().SelectMany(source => ByName().Matches(source).Select(match => match.Groups[1].Value))
            .Where(name => name is not ("key" or "WebHostDefaults.ServerUrlsKey") && !name.StartsWith("$\"AzureWebJobs", StringComparison.Ordinal) && !name.StartsWith("match.", StringComparison.Ordinal));

        Assert.Equal(ReadByName.Keys.Order(StringComparer.Ordinal), read.Distinct().Order(StringComparer.Ordinal));
        Assert.All(ReadByName.Values.SelectMany(names => names), name => Assert.Contains($"`{name}`", Document, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_that_are_listed_exist()
    {
        var known = ReadByName.Values.SelectMany(names => names)
            .Concat(Bound.SelectMany(bound => Settings(bound.Type).Select(property => bound.Prefix + property.Name)))
            .Concat(KeySettings().Select(name => $"Access__Keys__N__{name}"))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

        var headings = Heading().Matches(Document).Select(match => match.Groups[1].Value);

        Assert.All(headings.SelectMany(Rows), row => Assert.Contains(row.Name, known));
    }

    [Fact]
    public void Settings_of_a_key_match_its_reader()
    {
        var rows = Rows("API keys").Select(row => row.Name["Access__Keys__N__".Length..]);

        Assert.Equal(KeySettings().Order(StringComparer.Ordinal), rows.Select(name => name.ToUpperInvariant()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Name", "n", ApiKeyRules.MaxNameLength, false)]
    [InlineData("Key", "k", SettingsKeyReader.MinKeyLength, true)]
    public void Lengths_of_a_key_match_its_reader(string name, string character, int length, bool isLeast)
    {
        var range = Rows("API keys").Single(row => row.Name.EndsWith($"__{name}", StringComparison.Ordinal)).Range;

        Assert.StartsWith(length.ToString(CultureInfo.InvariantCulture), range, StringComparison.Ordinal);
        Assert.Equal(isLeast, FaultsOfKey(name, character, length - 1).Count > 0);
        Assert.Equal(!isLeast, FaultsOfKey(name, character, length + 1).Count > 0);
    }

    [Fact]
    public void Ranges_of_a_provider_match_its_rules()
    {
        foreach (var row in Rows("Providers").Where(row => row.Type == "number"))
        {
            var limits = MarkdownTables.Code(row.RawRange).Select(limit => long.Parse(limit, CultureInfo.InvariantCulture)).ToList();
            var property = typeof(ProviderOptions).GetProperty(row.Name["Providers__N__".Length..])!;

            Assert.Contains(property.Name, FaultsOfProvider(property, limits[0] - 1));
            Assert.DoesNotContain(property.Name, FaultsOfProvider(property, limits[0]));
            if (limits.Count == 1)
                continue;
            Assert.Contains(property.Name, FaultsOfProvider(property, limits[1] + 1));
            Assert.DoesNotContain(property.Name, FaultsOfProvider(property, limits[1]));
        }
    }

    /// <summary>What the binder sets: properties with a setter, and lists that it fills.</summary>
    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } || property.PropertyType.IsAssignableTo(typeof(IList<string>)));

    private static IEnumerable<string> FaultsOfProvider(PropertyInfo property, long value)
    {
        var provider = new ProviderOptions { Name = "primary", Host = "smtp.example.com" };
        property.SetValue(provider, Convert.ChangeType(value, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, CultureInfo.InvariantCulture));
        return ProviderRules.FindFaults(provider).Select(fault => fault.Split(':')[0]);
    }

    private static List<string> FaultsOfKey(string name, string character, int length)
    {
        var values = new Dictionary<string, string?> { ["K:Key"] = new('k', 32), [$"K:{name}"] = string.Concat(Enumerable.Repeat(character, length)) };
        var faults = new List<string>();
        SettingsKeyReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection("K"), faults);
        return faults;
    }

    private static IEnumerable<string> KeySettings() =>
        Case().Matches(InfraFiles.Read("src/EmailDispatch/Access/SettingsKeyReader.cs")).Select(match => match.Groups[1].Value);

    private static IEnumerable<Row> Rows(string heading) =>
        from cells in MarkdownTables.Rows(Document, heading)
        from name in MarkdownTables.Code(cells[0])
        select new Row(name, cells[1], cells[2].Trim('`'), cells[3].Replace("`", "", StringComparison.Ordinal), cells[3]);

    private static IEnumerable<string> Sources() =>
        Directory.GetFiles(InfraFiles.At("src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText);

    private static string Word(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(bool) ? "boolean"
            : plain == typeof(int) || plain == typeof(long) ? "number"
            : plain == typeof(decimal) ? "decimal"
            : plain == typeof(TimeSpan) ? "time"
            : plain == typeof(DateOnly) ? "date"
            : plain.IsEnum ? "word"
            : plain == typeof(string) ? "text"
            : plain.IsAssignableTo(typeof(IReadOnlyDictionary<string, string>)) ? "fields"
            : plain.IsAssignableTo(typeof(IEnumerable<string>)) ? "list"
            : throw new InvalidDataException($"There is no word for {plain}.");
    }

    private static string Show(object? value) => value switch
    {
        null or "" => "none",
        bool flag => flag ? "true" : "false",
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        string text => text,
        IEnumerable list => list.Cast<object>().Any() ? throw new InvalidDataException("A list with a default.") : "none",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Range(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}") : "";

    private sealed record Row(string Name, string Type, string Default, string Range, string RawRange);

    [GeneratedRegex(@"Add(?:Options|Settings)<(\w{2,})>")]
    private static partial Regex Options();

    [GeneratedRegex(@"(?<![A-Za-z])(?:configuration|builder\.Configuration)(?:\[|\.GetValue<\w+>\()((?:""|\$"")[^""]*""|[\w.]+(?:\([^)]*\))?)[\])]", RegexOptions.IgnoreCase)]
    private static partial Regex ByName();

    [GeneratedRegex(@"case ""([A-Z]+)"":")]
    private static partial Regex Case();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
