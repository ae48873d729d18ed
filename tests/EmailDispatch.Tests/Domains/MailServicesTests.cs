using EmailDispatch.Domains.Services;
using EmailDispatch.Providers;
using EmailDispatch.Tests.Docs;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Domains;

public sealed class MailServicesTests
{
    [Fact]
    public void Every_service_is_one_of_the_presets()
    {
        Assert.All(MailServices.All, service => Assert.Equal(service.Preset, ProviderPresets.Find(service.Preset)?.Name));
    }

    [Fact]
    public void Document_shows_what_each_service_needs()
    {
        var rows = MarkdownTables.Rows(InfraFiles.Read("docs/domains.md"), "Per provider").ToDictionary(row => MarkdownTables.Code(row[0])[0], row => row);

        Assert.Equal(MailServices.All.Select(service => service.Preset), rows.Keys);
        Assert.All(MailServices.All, service =>
        {
            var row = rows[service.Preset];
            Assert.Equal(service.SpfInclude is { } include ? [$"include:{include}"] : [], MarkdownTables.Code(row[1]));
            Assert.Equal(service.Selectors, MarkdownTables.Code(row[2]).Where(code => code != "dkim_selectors" && !code.StartsWith('…')));
            Assert.True(service.ReturnPath is null || MarkdownTables.Code(row[3]).Contains(service.ReturnPath), service.Preset);
        });
    }
}
