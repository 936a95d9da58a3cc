using Spectre.Console;

namespace DePin.Scheduler.Cli;

/// <summary>Rows under headings: coloured on a terminal, plain aligned columns elsewhere, where nothing is wrapped or cut.</summary>
internal sealed class TextTable(params string[] headings)
{
    private const string Gap = "  ";
    private readonly List<Cell[]> _rows = [];

    public int Rows => _rows.Count;

    public void Add(params Cell[] cells)
    {
        if (cells.Length != headings.Length)
        {
            throw new ArgumentException($"a row needs {headings.Length} cells, got {cells.Length}", nameof(cells));
        }

        _rows.Add([.. cells.Select(cell => cell with { Text = Printable.Line(cell.Text) })]);
    }

    public string Plain()
    {
        int[] widths =
        [
            .. headings.Select((heading, i) => Math.Max(heading.Length, _rows.Select(row => row[i].Text.Length).DefaultIfEmpty().Max())),
        ];
        IEnumerable<string[]> lines = _rows.Select(row => row.Select(cell => cell.Text).ToArray()).Prepend(headings);
        return string.Concat(lines.Select(line => string.Join(Gap, line.Select((text, i) => text.PadRight(widths[i]))).TrimEnd() + "\n"));
    }

    public void WriteTo(IAnsiConsole console)
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        foreach (string heading in headings)
        {
            table.AddColumn(
                new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold)))
                {
                    NoWrap = true,
                    Padding = new Padding(0, 0, 2, 0),
                });
        }

        foreach (Cell[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(cell.Text, StyleOf(cell.Tone))));
        }

        console.Write(table);
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Bad => new Style(Color.Red),
        Tone.Waiting => new Style(Color.Yellow),
        Tone.Faint => new Style(decoration: Decoration.Dim),
        _ => Style.Plain,
    };
}
