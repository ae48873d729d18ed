using System.Text.Json.Nodes;

namespace EmailDispatch.Simulation.Storage;

/// <summary>A row of a table in one version; a change makes another.</summary>
internal sealed class StoredRow(JsonObject cells, string version)
{
    private string? _text;

    public JsonObject Cells => cells;

    public string Version => version;

    /// <summary>As it is answered.</summary>
    public string Text => _text ??= cells.ToJsonString();
}
